import { requireBackend } from '../../arguments.ts';
import { OptionError } from '../../errors.ts';
import type { Backend } from '../../ops/backend.ts';
import { WebGpuBackend } from '../backend.ts';
import { type Choices, choiceKey, kernelOf, PLAIN, shapeClass, type Variants } from '../variants.ts';
import { fileStore } from './file_store.ts';
import { fingerprint } from './fingerprint.ts';
import { type Effort, type Measurement, measureShape } from './measure.ts';
import { tuningShapes } from './shapes.ts';
import { browserStore, type TuningStore } from './store.ts';

/** Enough to tell variants apart that matter, and no more: somebody is waiting. A GPU's submits outlast their own cost. */
const effortFor = (software: boolean): Effort => ({
  target: software ? 4 : 8,
  rounds: 5,
  least: 40,
  hopeless: 2,
});

/** Milliseconds after which no further kernel is begun; compiling the variants is what takes the time. */
const BUDGET = 2000;

/** A variant takes the place of the plain one if it is faster by more than what a clock may be wrong. */
const WORTH = 0.97;

/**
 * Uses what was kept under the key. A store that is refused or damaged, others' keys, older variants or no choices at all
 * are as if there were nothing: the choices are then made again.
 */
export async function useKept(variants: Variants, store: TuningStore | undefined, key: string): Promise<void> {
  const stored = await store?.read(key).catch(() => undefined);
  if (typeof stored !== 'object' || stored === null || Array.isArray(stored)) return;
  try {
    variants.choose(stored as Choices);
  } catch (error) {
    if (!(error instanceof OptionError)) throw error;
  }
}

function fastestOf({ times }: Measurement): string {
  const plain = times.find(({ variant }) => variant === PLAIN);
  const fastest = times[0];
  return fastest && plain && fastest.milliseconds < WORTH * plain.milliseconds ? fastest.variant : PLAIN;
}

/**
 * Chooses a variant of every kernel for each shape class: what was kept for this adapter and these shaders, else what
 * timing finds, in about two seconds on a software adapter. What a slow machine does not get done stays plain, and
 * is timed at the next visit. Programs that were recorded before keep their variants.
 * @returns what was measured; nothing if all choices were kept from before
 * @throws DeviceError when the device fails at a plain kernel
 */
export async function tune(
  backend: WebGpuBackend,
  store: TuningStore | undefined = browserStore() ?? fileStore(),
  budget = BUDGET,
): Promise<Measurement[]> {
  const { variants, adapter } = backend;
  const key = fingerprint(backend.facts);
  await useKept(variants, store, key);
  const choices: Record<string, string> = { ...variants.choices };
  const effort = effortFor(adapter.software);
  const begin = performance.now();
  const measurements: Measurement[] = [];
  for (const shape of tuningShapes(adapter.software)) {
    const place = choiceKey(shape.op.name, shapeClass(shape.sizes));
    const candidates = variants.worthTiming(kernelOf(shape.op), adapter.software);
    if (place in choices || candidates.length < 2) continue;
    if (performance.now() - begin >= budget) break;
    const measurement = await measureShape(backend, shape, effort, candidates);
    choices[place] = fastestOf(measurement);
    measurements.push({ ...measurement, chosen: fastestOf(measurement) });
  }
  if (measurements.length === 0) return [];
  variants.choose(choices);
  await store?.write(key, choices).catch(() => undefined);
  return measurements;
}

/** Names of the variants that a backend's programs use, by op and shape class; kernels that are not named are plain. */
export function chosenVariants(backend: Backend): Choices {
  requireBackend('chosenVariants', backend);
  if (!(backend instanceof WebGpuBackend)) return {};
  const { variants } = backend;
  const all = tuningShapes(false).map(({ op, sizes }) => choiceKey(op.name, shapeClass(sizes)));
  return Object.fromEntries(all.map((key) => [key, variants.choices[key] ?? PLAIN]));
}
