import type { Values } from '../../ops/backend.ts';
import type { WebGpuBackend } from '../backend.ts';
import { shapeClass } from '../shape_class.ts';
import { kernelOf, PLAIN } from '../variants.ts';
import { flopsOf, type Shape } from './shape.ts';
import { Trial } from './trial.ts';
import { warmUp } from './warm_up.ts';

/** What one variant needs for one call. */
export interface VariantTime {
  readonly variant: string;
  readonly milliseconds: number;
  readonly gflops: number;
}

/** The variants of a kernel at one shape. */
export interface Measurement {
  readonly op: string;
  /** Class of the shape: its choice is every call's of that class. */
  readonly shape: string;
  readonly sizes: Readonly<Record<string, number>>;
  /** How many such calls the program makes. */
  readonly calls: number;
  /** The variant that the backend uses for this shape. */
  readonly chosen: string;
  /** Fastest first. */
  readonly times: readonly VariantTime[];
  /** Variants that do not compile, do not run or compute something else than the plain one, and why. */
  readonly dropped: readonly { readonly variant: string; readonly reason: string }[];
}

/** How much work goes into a measurement. */
export interface Effort {
  /** Milliseconds that one submit should take. */
  readonly target: number;
  /** Submits of each variant at least, taken in turns; the shortest counts. */
  readonly rounds: number;
  /** Minimum milliseconds of timing in rotation: short calls are easily disturbed. */
  readonly least: number;
  /** A variant that at first takes this many times as long as the fastest is not timed further. */
  readonly hopeless: number;
  /** Milliseconds of load between making the candidates ready, which leaves a GPU idle, and timing them. */
  readonly load?: number;
}

/** The effort of a benchmark. */
export const thorough: Effort = { target: 60, rounds: 5, least: 0, hopeless: Number.POSITIVE_INFINITY };

const MOST_CALLS = 100;

/** First submits of each variant, and the milliseconds that begin no further one. */
const FIRST = 3;
const FIRST_TIME = 20;

/** Why two results are not the same numbers, up to the order of float32 sums; `undefined` if they are. */
export function difference(expected: readonly Values[], found: readonly Values[]): string | undefined {
  for (const [index, wanted] of expected.entries()) {
    const got = found[index] ?? new Float32Array();
    let greatest = 0;
    for (const value of wanted) greatest = Math.max(greatest, Math.abs(value));
    for (let i = 0; i < wanted.length; i++) {
      const error = Math.abs((wanted[i] ?? 0) - (got[i] ?? Number.NaN));
      if (!(error <= 1e-4 * greatest + 1e-6)) return `[${i}] is ${got[i]}, not ${wanted[i]}`;
    }
  }
  return undefined;
}

/** Times every variant of each shape's kernel that the device is offered, each checked against the plain one first. */
export async function measureVariants(
  backend: WebGpuBackend,
  shapes: readonly Shape[],
  effort: Effort = thorough,
): Promise<Measurement[]> {
  const measurements: Measurement[] = [];
  for (const shape of shapes) measurements.push(await measureShape(backend, shape, effort));
  return measurements;
}

/** Like `measureVariants`, for one shape and these candidates, of which the first is the plain one. */
export async function measureShape(
  backend: WebGpuBackend,
  shape: Shape,
  effort: Effort,
  candidates: readonly string[] = backend.variants.offered(kernelOf(shape.op)),
): Promise<Measurement> {
  const { op, sizes, calls } = shape;
  const dropped: { variant: string; reason: string }[] = [];
  // All at once, so that they compile in parallel.
  const opened = await Promise.all(candidates.map((variant) => Trial.open(backend, shape, variant)));
  try {
    const [plain, ...others] = await Promise.allSettled(opened.map((trial) => trial.results()));
    // All others are compared with the plain one; if it fails, the device is at fault.
    if (plain?.status !== 'fulfilled') throw plain?.reason;
    const trials = opened.filter(({ variant }, index) => {
      const other = others[index - 1];
      if (!other) return true;
      const reason = other.status === 'fulfilled' ? difference(plain.value, other.value) : String(other.reason);
      if (reason !== undefined) dropped.push({ variant, reason });
      return reason === undefined;
    });
    if (effort.load) await warmUp(backend, effort.load);
    const gflop = flopsOf(shape) / 1e9;
    const times = (await race(trials, effort)).map(({ variant, milliseconds }) => {
      return { variant, milliseconds, gflops: gflop / (milliseconds / 1000) };
    });
    const kernel = kernelOf(op);
    const chosen = backend.variants.nameFor(kernel, sizes);
    return { op: op.name, shape: shapeClass(kernel, sizes), sizes, calls, chosen, times, dropped };
  } finally {
    for (const trial of opened) trial.destroy();
  }
}

/** Milliseconds of one call of each trial, fastest first. Rotation distributes disturbances evenly. */
async function race(trials: readonly Trial[], { target, rounds, least, hopeless }: Effort) {
  const once = new Map<Trial, number>();
  for (const trial of trials) {
    trial.prepare(1);
    let [shortest, spent] = [Number.POSITIVE_INFINITY, 0];
    // Otherwise one late submit could eliminate a good variant permanently.
    for (let submit = 0; submit < FIRST && spent < FIRST_TIME; submit++) {
      const time = await trial.time();
      shortest = Math.min(shortest, time);
      spent += time;
    }
    once.set(trial, shortest);
  }
  const fastest = Math.min(...once.values());
  const calls = Math.max(1, Math.min(MOST_CALLS, Math.round(target / fastest)));
  const running = trials.filter((trial) => (once.get(trial) ?? 0) <= hopeless * fastest);
  const best = new Map(
    trials.map((trial) => [trial, running.includes(trial) ? Number.POSITIVE_INFINITY : (once.get(trial) ?? 0)]),
  );
  for (const trial of running) trial.prepare(calls);
  const begin = performance.now();
  for (let round = 0; round < rounds || performance.now() - begin < least; round++) {
    for (const trial of running) best.set(trial, Math.min(best.get(trial) ?? 0, (await trial.time()) / calls));
  }
  return [...best]
    .map(([{ variant }, milliseconds]) => ({ variant, milliseconds }))
    .sort((a, b) => a.milliseconds - b.milliseconds);
}

/**
 * Time of the best variants over time of the chosen ones, of all calls of all shapes: 1 if every choice is the best.
 * A chosen variant that was dropped counts as the plain one.
 */
export function shareOfBest(measurements: readonly Measurement[]): number {
  let [best, chosen] = [0, 0];
  for (const { calls, times, chosen: name } of measurements) {
    const fastest = times[0];
    const used = times.find(({ variant }) => variant === name) ?? times.find(({ variant }) => variant === PLAIN);
    if (!fastest || !used) continue;
    best += calls * fastest.milliseconds;
    chosen += calls * used.milliseconds;
  }
  return best / chosen;
}
