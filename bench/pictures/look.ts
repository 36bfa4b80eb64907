import { type Timing, timing } from '../statistics.ts';
import type { PictureProblem } from './problem.ts';

/** Something that a network of some library looks at: a batch of pictures. */
export interface Look {
  /**
   * Uploads the pictures, computes, and reads back what is asked for: features (N, D), or the gradient (N, side, side, 3).
   * With `first`, no more than that of the first pictures need come.
   */
  whole(): Promise<ArrayLike<number>>;
  /** The same over pictures that are there already, with results that stay there. Resolves when it is wholly done. */
  resident(): Promise<void>;
  /** Bytes of the largest buffer made, and of all that there are. */
  readonly memory: { readonly largest: number; readonly all: number };
  close(): Promise<void>;
}

/** A library that can look at pictures. */
export interface PicturePeer {
  readonly name: string;
  /** Gets network and pictures ready. What it costs is part of the cold time. */
  prepare(problem: PictureProblem, count: number): Promise<Look>;
}

/** How long to measure. */
export interface Patience {
  /** Batches to time at least, and at most. */
  readonly runs: readonly [least: number, most: number];
  /** Milliseconds after which no further batch is begun once there are enough. */
  readonly budget: number;
  /** Milliseconds of load before anything is timed. */
  readonly load: number;
}

/** What was found of one batch; times in milliseconds a picture, but for `cold`, the whole first batch. */
export interface MeasuredLook {
  readonly found: ArrayLike<number>;
  readonly cold: number;
  readonly resident: Timing;
  readonly whole: Timing;
  readonly memory: Look['memory'];
}

/** Repeats a batch until there are times enough. */
async function repeat(once: () => Promise<unknown>, { runs: [least, most], budget }: Patience): Promise<number[]> {
  const times: number[] = [];
  const begin = performance.now();
  while (times.length < least || (times.length < most && performance.now() - begin < budget)) {
    const start = performance.now();
    await once();
    times.push(performance.now() - start);
  }
  return times;
}

/**
 * Times a batch; what came of the first one is held against the reference before.
 * @param check throws where it is wrong: such a time means nothing
 */
export async function measureLook(
  peer: PicturePeer,
  problem: PictureProblem,
  count: number,
  check: (found: ArrayLike<number>) => void,
  patience: Patience,
): Promise<MeasuredLook> {
  const begin = performance.now();
  const look = await peer.prepare(problem, count);
  try {
    const found = await look.whole();
    const cold = performance.now() - begin;
    check(found);
    await look.resident();
    for (const start = performance.now(); performance.now() - start < patience.load; ) await look.resident();
    const each = (times: readonly number[]) => timing(times.map((ms) => ms / count));
    const resident = each(await repeat(() => look.resident(), patience));
    const whole = each(await repeat(() => look.whole(), patience));
    return { found, cold, resident, whole, memory: look.memory };
  } finally {
    await look.close();
  }
}
