import type { Buffer, Recorder } from '../ops/backend.ts';
import { columnSum } from '../ops/column_sum.ts';
import { PARTIALS, squareSum } from '../ops/square_sum.ts';
import type { Workspace } from '../ops/workspace.ts';

/** One part of a loss on a device: `weight` times a sum of squares. */
export interface LossTerm {
  readonly weight: number;
  /** Takes down the calls that make `sum` the sum of squares and add the part's gradient to what it is of. */
  record(recorder: Recorder, sum: Buffer): void;
}

/** Sums of squares on a device, one after the other. */
export class SumOfSquares {
  readonly #partials: Buffer;

  constructor(workspace: Workspace) {
    this.#partials = workspace.create('partial sums of squares', PARTIALS);
  }

  /** sum = Σ x² over the first Q numbers of x. */
  record(recorder: Recorder, x: Buffer, Q: number, sum: Buffer): void {
    recorder.call(squareSum, { Q }, { x, partials: this.#partials });
    recorder.call(columnSum, { M: PARTIALS, N: 1 }, { x: this.#partials, sum });
  }
}
