/** How long a submit may keep the device busy. */
export interface SubmitLimits {
  /** A run that takes longer, in ms, is cut into several submits … */
  readonly long: number;
  /** … of about this many ms each. */
  readonly piece: number;
  /** Floating-point operations of a submit while nothing is measured yet. */
  readonly operations: number;
}

/**
 * Windows resets a device that is busy for 2 s on end, Chrome one that is for about 10 s. The operations are a quarter of
 * a second of a small laptop's GPU.
 */
export const GPU_LIMITS: SubmitLimits = { long: 1000, piece: 250, operations: 25e9 };

/** A software adapter has no watchdog: its work runs in the browser's own threads. */
export const SOFTWARE_LIMITS: SubmitLimits = { long: Infinity, piece: Infinity, operations: Infinity };

/** Decides how many submits a program's runs are cut into: one, unless runs are so long that a watchdog could end them. */
export class SubmitLength {
  readonly #limits: SubmitLimits;
  #pieces: number | undefined;
  #before: number | undefined;

  constructor(limits: SubmitLimits) {
    this.#limits = limits;
  }

  /** Submits of the next run. `operations` counts those of a run; called only while none has been measured. */
  pieces(operations: () => number): number {
    this.#pieces ??= Math.max(1, Math.ceil(operations() / this.#limits.operations));
    return this.#pieces;
  }

  /** Records how long a run kept the device busy, in ms. */
  measured(ms: number): void {
    // The shorter of two: the first run compiles, and a suspended page measures time that the device did not use.
    const { long, piece } = this.#limits;
    const sure = Math.min(ms, this.#before ?? ms);
    if (this.#before !== undefined) this.#pieces = sure > long ? Math.ceil(sure / piece) : 1;
    this.#before = ms;
  }
}

/** Cuts a list of calls, in their order, into at most `pieces` with about the same amount of work. */
export function cut<T>(calls: readonly T[], pieces: number, workOf: (call: T) => number): (readonly T[])[] {
  if (pieces <= 1) return [calls];
  const total = calls.reduce((sum, call) => sum + workOf(call), 0);
  const lists = new Map<number, T[]>();
  let before = 0;
  for (const call of calls) {
    const piece = Math.min(pieces - 1, Math.floor((before / Math.max(1, total)) * pieces));
    const list = lists.get(piece) ?? [];
    lists.set(piece, list);
    list.push(call);
    before += workOf(call);
  }
  return lists.size > 0 ? [...lists.values()] : [calls];
}
