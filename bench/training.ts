import type { CaptionDataset } from '../src/data/dataset.ts';
import { TrainingError } from '../src/errors.ts';
import { WebGpuBackend } from '../src/gpu/backend.ts';
import { CaptioningRNN } from '../src/model/captioning_rnn.ts';
import type { Backend, Program, RunSizes } from '../src/ops/backend.ts';
import type { CellType } from '../src/options/model_options.ts';
import { CaptioningTrainer } from '../src/train/trainer.ts';
import type { Context } from './context.ts';
import { loadTime } from './load.ts';
import { adam } from './peers/problem.ts';
import { type Sizes, sizesText } from './problems.ts';
import { type Timing, timing } from './statistics.ts';

/** A training to be measured. */
export interface Training {
  readonly cell: CellType;
  readonly sizes: Sizes;
  readonly data: CaptionDataset;
}

/** How long to measure. */
export interface Patience {
  /** Groups of steps to time at least, and at most. */
  readonly groups: readonly [least: number, most: number];
  /** Milliseconds after which no further group is begun once there are enough. */
  readonly budget: number;
  /** Measures the time on the device too, over a group of steps after the others: asking costs a little. */
  readonly onDevice?: boolean;
  /** Milliseconds of steps to leave out, and then to measure at least; default: what the backend needs. */
  readonly load?: number;
}

/** What was found; times in milliseconds. */
export interface MeasuredTraining {
  readonly firstLoss: number;
  /** From nothing (no device, no shader compiled) to the first loss. */
  readonly cold: number;
  /** Time a step when the trainer keeps its steps in flight: each value the mean over one group of steps. */
  readonly step: Timing;
  /** Time a step that the page's own thread is busy: plan, upload, encode, submit. */
  readonly javascript: Timing;
  /** Time a step that the device works; undefined where it was not asked for, or the device cannot tell. */
  readonly onDevice?: Timing;
  readonly dispatches: number;
  /** Floating-point operations of the first step. */
  readonly flops: number;
  /** Bytes the backend holds. */
  readonly bytes: number;
}

/** Steps a group: as many as the trainer keeps in flight, so that how their ends cluster does not show. */
export const GROUP = 3;
/** How far the first loss may be from the reference, relative: the whole-step tolerance of the design. */
const TOLERANCE = 1e-4;

/** A model and its trainer, seeded: on every backend the same parameters and the same minibatches. */
export function makeTrainer(backend: Backend, { cell, sizes, data }: Training, maxSteps = 1e6) {
  const { wordToIdx } = data.vocabulary;
  const { D, W, H, N } = sizes;
  const options = { wordToIdx, inputDim: D, wordvecDim: W, hiddenDim: H, cellType: cell, seed: 1 };
  const model = new CaptioningRNN(backend, options);
  return new CaptioningTrainer(model, data, {
    updateRule: 'adam',
    updaterConfig: adam,
    batchSize: N,
    numEpochs: 1e6,
    maxSteps,
    sampling: 'shuffled',
    verbose: false,
  });
}

/** First loss of a training on the float64 reference. */
export async function referenceLoss(context: Context, training: Training): Promise<number> {
  const backend = context.openCpu('float64');
  const trainer = makeTrainer(backend, training, 1);
  await trainer.train();
  backend.destroy();
  return trainer.lossHistory[0] ?? Number.NaN;
}

/** The recorded step of a training with the sizes of its first minibatch, without running it. */
export function counted<T>(
  backend: Backend,
  training: Training,
  count: (step: { readonly program: Program; readonly sizes: RunSizes }) => T,
): T {
  const trainer = makeTrainer(backend, training);
  const result = count(trainer.program);
  trainer.destroy();
  trainer.model.destroy();
  return result;
}

/**
 * Trains until there are times enough. The first loss is held against `expected` before anything is timed.
 * @throws TrainingError when it is not the reference's
 */
export async function measureTraining(
  open: () => Promise<Backend>,
  training: Training,
  expected: number,
  { groups: [least, most], budget, onDevice = false, load }: Patience,
): Promise<MeasuredTraining> {
  const begin = performance.now();
  const backend = await open();
  try {
    const trainer = makeTrainer(backend, training);
    const { program, sizes } = trainer.program;
    const [dispatches, flops] = [program.dispatches(sizes), program.flops(sizes)];
    const ends: number[] = [];
    const javascript: number[] = [];
    const deviceTimes: number[] = [];
    const timestamps =
      onDevice && backend instanceof WebGpuBackend && backend.timestamps.supported ? backend.timestamps : undefined;
    const stop = new AbortController();
    const loaded = load ?? loadTime(backend);
    /** Groups that are left out. */
    let settled = 1;
    let timed = 0;
    const finish = () => {
      if (timed === 0) timed = ends.length;
      if (!timestamps || deviceTimes.length >= GROUP) stop.abort();
      else timestamps.listener ??= (ms) => deviceTimes.push(ms);
    };
    await trainer.train({
      beforeStep: () => {
        const start = performance.now();
        // The step's synchronous part follows; the first microtask after it marks its end.
        queueMicrotask(() => javascript.push(performance.now() - start));
        return undefined;
      },
      onStep: ({ loss }) => {
        const now = performance.now();
        ends.push(now);
        // A GPU has to reach its clock first; the steps themselves are its load.
        if (ends.length % GROUP === 0 && now - (ends[0] ?? now) < loaded) settled = ends.length / GROUP;
        const groups = ends.length / GROUP - settled;
        const since = now - (ends[settled * GROUP - 1] ?? now);
        if (ends.length === 1 && !isReference(loss, expected)) stop.abort();
        else if (since >= loaded && (groups >= most || (groups >= least && now - begin > budget))) finish();
      },
      signal: stop.signal,
    });
    const firstLoss = checkedFirstLoss(training, trainer.lossHistory, expected);
    return {
      firstLoss,
      cold: (ends[0] ?? Number.NaN) - begin,
      step: timing(timesOfSteps(ends, settled, timed)),
      javascript: timing(javascript.slice(settled * GROUP, timed)),
      ...(deviceTimes.length > 0 && { onDevice: timing(deviceTimes) }),
      dispatches,
      flops,
      bytes: backend.bytes,
    };
  } finally {
    backend.destroy();
  }
}

const isReference = (loss: number, expected: number) => Math.abs(loss - expected) <= TOLERANCE * Math.abs(expected);

/** @throws TrainingError when the first loss is not the reference's */
function checkedFirstLoss({ cell }: Training, [first = Number.NaN]: readonly number[], expected: number): number {
  if (isReference(first, expected)) return first;
  const where = `first loss of the ${cell} training`;
  throw new TrainingError({ where, expected: `${expected} (CPU reference)`, found: String(first) });
}

/** Means over groups of steps, of the groups that are not left out. */
function timesOfSteps(ends: readonly number[], settled: number, timed: number): number[] {
  const steps: number[] = [];
  for (let at = (settled + 1) * GROUP - 1; at < timed; at += GROUP) {
    steps.push(((ends[at] ?? 0) - (ends[at - GROUP] ?? 0)) / GROUP);
  }
  return steps;
}

/** As `measureTraining`, of the device's time too; the reference is computed first. Says which of them is under way. */
export async function measureOnDevice(
  context: Context,
  training: Training,
  patience: Patience,
): Promise<MeasuredTraining> {
  const name = `${training.cell} ${sizesText(training.sizes)}`;
  context.say(`${name}: CPU reference`);
  const expected = await referenceLoss(context, training);
  context.say(name);
  return measureTraining(context.open, training, expected, { ...patience, onDevice: true });
}
