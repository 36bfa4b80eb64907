import type { Problem } from './problem.ts';

/** A problem's captions as a captioner takes them, T·N rows with the time step first: row t·N + n. */
export interface Minibatch {
  /** Words read, the caption without its last one. */
  readonly inputs: Int32Array;
  /** Words wanted, the caption without its first one. */
  readonly targets: Int32Array;
  /** 0 where the target is `<NULL>`, which CS231n's loss leaves out, 1 elsewhere. */
  readonly weights: Float32Array;
}

export function timeFirst({ sizes: { N, T }, captions }: Problem): Minibatch {
  const column = (offset: number) =>
    Int32Array.from({ length: T * N }, (_, row) => captions[(row % N) * (T + 1) + Math.floor(row / N) + offset] ?? 0);
  const targets = column(1);
  return { inputs: column(0), targets, weights: Float32Array.from(targets, (word) => (word === 0 ? 0 : 1)) };
}
