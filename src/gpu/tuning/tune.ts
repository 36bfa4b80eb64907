import { OptionError } from '../../errors.ts';
import type { WebGpuBackend } from '../backend.ts';
import { type Choices, choiceKey, kernelOf, PLAIN, type Variants } from '../variants.ts';
import { fileStore } from './file_store.ts';
import { fingerprint } from './fingerprint.ts';
import { choicesOnSoftware, firstChoices } from './first_choices.ts';
import { type Effort, type Measurement, measureShape } from './measure.ts';
import type { Shape } from './shape.ts';
import { tuningShapes } from './shapes.ts';
import { cacheStore, type TuningStore } from './store.ts';
import { warmUp } from './warm_up.ts';

/**
 * Enough to distinguish the variants that matter, and no more, since the user is waiting. A GPU's submits outlast their
 * own overhead; a software adapter's take long enough that Chromium's polling interval of a millisecond is small.
 */
const effortFor = (software: boolean): Effort =>
  software ? { target: 24, rounds: 3, least: 0, hopeless: 2 } : { target: 8, rounds: 5, least: 40, hopeless: 2 };

/** Milliseconds of load that raise a GPU's clock. */
const WARM_UP = 1000;

/** Milliseconds of timing after which no further kernel is begun; compiling the variants is what takes the time. */
const BUDGET = 2000;

/** A variant replaces the plain one if it is faster by more than the error of the clock. */
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
 * With what was not measured: on a GPU the first choices, and for each kernel of which there are none either, what the others
 * chose most often among what it is offered: kernels that multiply are made of the same tiles.
 */
function withUnmeasured(backend: WebGpuBackend, choices: Choices): Choices {
  const filled: Record<string, string> = {
    ...(!backend.adapter.software && firstChoices(backend.variants)),
    ...choices,
  };
  const chosen = new Set(Object.keys(filled).map((key) => key.split(' ')[0]));
  const votes = new Map<string, number>();
  for (const name of Object.values(filled)) votes.set(name, (votes.get(name) ?? 0) + 1);
  const ranked = [...votes].sort(([, a], [, b]) => b - a).map(([name]) => name);
  for (const { op, sizes } of tuningShapes(backend.adapter.software)) {
    if (chosen.has(op.name)) continue;
    const candidates = backend.variants.worthTiming(kernelOf(op), backend.adapter.software, sizes);
    const popular = ranked.find((name) => candidates.includes(name));
    if (popular !== undefined) filled[op.name] = popular;
  }
  return filled;
}

/**
 * Chooses a variant of every kernel for each shape class: what was kept for this adapter and these shaders, else what
 * timing finds, in about two seconds on a software adapter. A class that is not reached takes the choice of the nearest class, a
 * kernel the first choice of a GPU, else the most frequent choice of the others; both are timed in the next session.
 * Programs that were recorded before keep their variants.
 * @returns what was measured; nothing if all choices were kept from before
 * @throws DeviceError when the device fails at a plain kernel
 */
export async function tune(
  backend: WebGpuBackend,
  store: TuningStore | undefined = cacheStore() ?? fileStore(),
  budget = BUDGET,
): Promise<Measurement[]> {
  const { variants, adapter } = backend;
  const key = fingerprint(backend.facts);
  await useKept(variants, store, key);
  const choices: Record<string, string> = { ...variants.choices };
  const effort = effortFor(adapter.software);
  const measurements: Measurement[] = [];
  const placeOf = ({ op, sizes }: Shape) => choiceKey(kernelOf(op), sizes);
  const candidatesOf = ({ op, sizes }: Shape) => variants.worthTiming(kernelOf(op), adapter.software, sizes);
  const shapes = tuningShapes(adapter.software).filter(
    (shape) => !(placeOf(shape) in choices) && candidatesOf(shape).length > 1,
  );
  if (shapes.length > 0 && budget > 0 && !adapter.software) await warmUp(backend, WARM_UP);
  const begin = performance.now();
  for (const shape of shapes) {
    const place = placeOf(shape);
    // An earlier shape was of the same class.
    if (place in choices) continue;
    if (performance.now() - begin >= budget) break;
    const measurement = await measureShape(backend, shape, effort, candidatesOf(shape));
    choices[place] = fastestOf(measurement);
    measurements.push({ ...measurement, chosen: fastestOf(measurement) });
  }
  if (measurements.length > 0) await store?.write(key, choices).catch(() => undefined);
  variants.choose(withUnmeasured(backend, choices));
  return measurements;
}

/**
 * The fastest variants that are known, for programs that are recorded from now on: a GPU is timed, where that has not been
 * done before. A software adapter is not, since its choices do not differ from machine to machine as its speed does, and nobody
 * has to wait for them.
 * @throws DeviceError when the device fails at a plain kernel
 */
export async function chooseVariants(backend: WebGpuBackend): Promise<void> {
  if (backend.adapter.software) backend.variants.choose(choicesOnSoftware(backend.variants));
  else await tune(backend);
}
