import { ShapeError } from '../errors.ts';
import { affineForward } from '../ops/affine_forward.ts';
import { argmax } from '../ops/argmax.ts';
import type { Backend, Buffer, Program, Values } from '../ops/backend.ts';
import { lstmStepForward } from '../ops/lstm_step_forward.ts';
import { rnnStepForward } from '../ops/rnn_step_forward.ts';
import { Workspace } from '../ops/workspace.ts';
import type { Configuration } from './configuration.ts';
import type { FlatParameters } from './parameters.ts';

/** Greedy sampling of up to N captions of `columns` words as one program: all steps, one submit, one readback. */
export class SamplingProgram {
  readonly captions: number;
  readonly columns: number;
  readonly #backend: Backend;
  readonly #workspace: Workspace;
  readonly #features: Buffer;
  readonly #tokens: Buffer;
  readonly #starts: readonly number[];
  readonly #cellState: Buffer;
  readonly #program: Program;

  constructor(
    backend: Backend,
    configuration: Configuration,
    parameters: FlatParameters,
    captions: number,
    columns: number,
  ) {
    const { D, W, H, V, gateWidth, cellType } = configuration;
    const N = captions;
    this.captions = captions;
    this.columns = columns;
    this.#backend = backend;
    this.#workspace = new Workspace(backend);
    const create = (label: string, length: number) => this.#workspace.create(label, length);
    try {
      this.#features = create('features', N * D);
      // One part a column, so that every step binds just its own words.
      const { whole, parts, starts } = this.#workspace.createParts('tokens', Array(columns).fill(N), 'uint');
      this.#tokens = whole;
      this.#starts = starts;
      // Input projections of every word once, or of the words of each step: whichever are fewer rows.
      const table = V <= N * (columns - 1);
      const xw = create('xw', (table ? V : N) * gateWidth);
      const own = this.#workspace.create('own rows', N, 'uint');
      backend.write(
        own,
        Uint32Array.from({ length: N }, (_, n) => n),
      );
      const hs = create('hs', 2 * N * H);
      const cs = create('cs', 2 * N * H);
      const scores = create('scores', N * V);
      const w = parameters.parts;

      const recorder = backend.record('sampling');
      const embedding = { x: w.W_embed, w: w.Wx, b: w.b, y: xw };
      if (table) recorder.call(affineForward, { M: V, K: W, N: gateWidth }, embedding);
      recorder.call(affineForward, { M: 'N', K: D, N: H }, { x: this.#features, w: w.W_proj, b: w.b_proj, y: hs });
      for (let t = 0; t + 1 < columns; t++) {
        const [words, next] = [parts[t], parts[t + 1]];
        if (!words || !next)
          throw new ShapeError({ where: 'tokens', expected: `${columns} parts`, found: `${parts.length}` });
        const prev = (t % 2) * N;
        const out = N - prev;
        const sizes = { H, rows: 'N', prev, out };
        const inputRows = table ? words : own;
        if (!table) recorder.call(affineForward, { M: 'N', K: W, N: gateWidth }, { ...embedding, rows: words });
        if (cellType === 'lstm') recorder.call(lstmStepForward, sizes, { xw, input_rows: inputRows, wh: w.Wh, hs, cs });
        else recorder.call(rnnStepForward, sizes, { xw, input_rows: inputRows, wh: w.Wh, hs });
        recorder.call(
          affineForward,
          { M: 'N', K: H, N: V, x_first: out },
          { x: hs, w: w.W_vocab, b: w.b_vocab, y: scores },
        );
        recorder.call(argmax, { M: 'N', V }, { x: scores, index: next });
      }
      this.#cellState = cs;
      this.#program = recorder.finish();
    } catch (error) {
      this.#workspace.destroy();
      throw error;
    }
  }

  /**
   * Captions for the rows of `features`, (n, D) with n ≤ `captions`.
   * @returns (n, columns) word numbers, column 0 is `startWord`
   */
  async run(features: Float32Array | Float64Array, n: number, startWord: number): Promise<Int32Array> {
    this.#backend.write(this.#features, features);
    this.#backend.write(this.#tokens, new Uint32Array(n).fill(startWord));
    this.#backend.write(this.#cellState, new Float32Array(this.#cellState.length / 2));
    const [tokens] = await this.#program.run({ N: n }, [this.#tokens]);
    return this.#transpose(tokens ?? new Uint32Array(), n);
  }

  #transpose(tokens: Values, n: number): Int32Array {
    const captions = new Int32Array(n * this.columns);
    for (let row = 0; row < n; row++) {
      for (let column = 0; column < this.columns; column++) {
        captions[row * this.columns + column] = tokens[(this.#starts[column] ?? 0) + row] ?? 0;
      }
    }
    return captions;
  }

  destroy(): void {
    this.#program.destroy();
    this.#workspace.destroy();
  }
}
