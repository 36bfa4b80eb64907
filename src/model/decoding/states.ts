import { affineForward } from '../../ops/affine_forward.ts';
import type { Buffer, Recorder } from '../../ops/backend.ts';
import { copyRows } from '../../ops/copy_rows.ts';
import { fill } from '../../ops/elementwise.ts';
import type { Workspace } from '../../ops/workspace.ts';
import { createCellStates, recordStep } from '../recurrence.ts';
import type { Captioner } from './captioner.ts';
import type { Recording } from './recording.ts';

/**
 * Hidden and cell states of `capacity` rows before and after a step, in two halves of one buffer each. Without beams the
 * halves change places from step to step; with beams, states are always written to the second half, and those of the
 * rows that live on are copied to the first. A run gives the number of pictures as `N`, that of rows as `R`.
 */
export class States {
  readonly hs: Buffer;
  readonly #cs: Buffer | undefined;
  readonly #captioner: Captioner;
  readonly #capacity: number;
  /** For every row its picture, in beam search. */
  readonly #pictures: Buffer | undefined;

  constructor(captioner: Captioner, workspace: Workspace, { images, beamWidth, method }: Recording) {
    const { backend, configuration } = captioner;
    const { H } = configuration;
    this.#captioner = captioner;
    this.#capacity = images * beamWidth;
    this.hs = workspace.create('hs', 2 * this.#capacity * H);
    this.#cs = createCellStates(configuration, workspace, 2 * this.#capacity);
    if (method !== 'beam') return;
    this.#pictures = workspace.create('pictures', this.#capacity, 'uint');
    const numbers = Uint32Array.from({ length: this.#capacity }, (_, row) => Math.floor(row / beamWidth));
    backend.write(this.#pictures, numbers);
  }

  /** h = the projected picture, c = 0. */
  begin(recorder: Recorder, features: Buffer): void {
    const {
      weights,
      configuration: { E, H },
    } = this.#captioner;
    const { W_proj: w, b_proj: b } = weights;
    const y_first = this.#pictures ? this.#capacity : 0;
    recorder.call(affineForward, { M: 'N', K: E, N: H, y_first }, { x: features, w, b, y: this.hs });
    if (this.#pictures) {
      recorder.call(copyRows, { M: 'R', W: H, source: this.#capacity }, { rows: this.#pictures, x: this.hs });
    }
    if (this.#cs) recorder.call(fill, { Q: this.#capacity * H, value: 0 }, { x: this.#cs });
  }

  /**
   * Step t, that takes row input_rows[first + n] of `xw` for its row n.
   * @returns the row of `hs` at which the new states begin
   */
  step(recorder: Recorder, t: number, xw: Buffer, inputRows: Buffer, first: number): number {
    const { configuration, weights } = this.#captioner;
    const prev = this.#pictures ? 0 : (t % 2) * this.#capacity;
    const out = this.#capacity - prev;
    const sizes = { rows: 'R', H: configuration.H, first, prev, out };
    recordStep(recorder, sizes, { xw, input_rows: inputRows, wh: weights.Wh, hs: this.hs, cs: this.#cs });
    return out;
  }

  /** Before the next step, row n continues from the state of row parents[first + n]. */
  follow(recorder: Recorder, parents: Buffer, first: number): void {
    const sizes = { M: 'R', W: this.#captioner.configuration.H, first, source: this.#capacity };
    recorder.call(copyRows, sizes, { rows: parents, x: this.hs });
    if (this.#cs) recorder.call(copyRows, sizes, { rows: parents, x: this.#cs });
  }
}
