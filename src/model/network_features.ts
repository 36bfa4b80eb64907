import type { Backend, Buffer } from '../ops/backend.ts';
import type { FloatTensor } from '../tensor.ts';
import type { NetworkProgram } from '../vision/network_program.ts';
import { NetworkPrograms } from '../vision/network_programs.ts';
import type { NetworkEncoder } from './encoder.ts';
import { filtersOf } from './network_encoder_program.ts';
import type { PerParameter } from './parameter_names.ts';
import { floatsOf } from './parameters.ts';

type Floats = Float32Array | Float64Array;

/**
 * Features of a network that is too large to be part of every program: they are made first, of as many pictures at a time as
 * fit, and gradients with respect to them are taken back to the pixels in the same way.
 */
export class NetworkFeatures {
  readonly #backend: Backend;
  readonly #encoder: NetworkEncoder;
  readonly #programs: NetworkPrograms;

  constructor(backend: Backend, encoder: NetworkEncoder, weights: PerParameter<Buffer>) {
    this.#backend = backend;
    this.#encoder = encoder;
    const { options, filters } = encoder;
    const network = { version: options.squeezenet, convention: options.convention, filters };
    this.#programs = new NetworkPrograms(backend, filtersOf(encoder, weights), network);
  }

  /**
   * Of consecutive identical pictures, as for captions of one picture, only the first is computed.
   * @param pixels (N, D)
   * @returns (N, E)
   */
  async of({ shape: [N = 0], data }: FloatTensor): Promise<FloatTensor> {
    const { inputLength: D, featureLength: E } = this.#encoder;
    const features = this.#zeros(N * E);
    const rows = different(data, N, D);
    await this.#runs(rows.length, false, async (program, first, n) => {
      const some = rows.slice(first, first + n);
      const [made] = await program.forward(this.#gather(data, some, D), n);
      for (const [i, row] of some.entries()) {
        const feature = (made as Floats).subarray(i * E, (i + 1) * E);
        for (let copy = row; copy < (rows[first + i + 1] ?? N); copy++) features.set(feature, copy * E);
      }
    });
    return { shape: [N, E], data: features };
  }

  /**
   * @param pixels (N, D)
   * @param dfeatures (N, T, E) gradients with respect to the features of picture n
   * @returns (N, T, D) with respect to its pixels
   */
  async gradients({ data }: FloatTensor, dfeatures: FloatTensor): Promise<FloatTensor> {
    const { inputLength: D, featureLength: E } = this.#encoder;
    const [N = 0, T = 0] = dfeatures.shape;
    const gradients = this.#zeros(N * T * D);
    const ofWord = (word: number) => dfeatures.data.subarray(word * E, (word + 1) * E);
    const words = Array.from({ length: N * T }, (_, word) => word).filter((word) => ofWord(word).some(Boolean));
    await this.#runs(words.length, true, async (program, first, n) => {
      const some = words.slice(first, first + n);
      const pictures = some.map((word) => Math.floor(word / T));
      const forward = program.forward(this.#gather(data, pictures, D), n);
      const backward = program.backward([this.#gather(dfeatures.data, some, E)], n);
      const [, dpixels] = await Promise.all([forward, backward]);
      for (const [i, word] of some.entries()) {
        gradients.set((dpixels as Floats).subarray(i * D, (i + 1) * D), word * D);
      }
    });
    return { shape: [N, T, D], data: gradients };
  }

  destroy(): void {
    this.#programs.destroy();
  }

  #runs(
    count: number,
    gradient: boolean,
    use: (program: NetworkProgram, first: number, n: number) => Promise<void>,
  ): Promise<void> {
    const { side, output } = this.#encoder;
    const size = { height: side, width: side };
    return this.#programs.inRuns(size, { outputs: [output], mean: true, gradient }, count, use);
  }

  #gather(data: Floats, rows: readonly number[], D: number): Floats {
    const values = this.#zeros(rows.length * D);
    for (const [i, row] of rows.entries()) values.set(data.subarray(row * D, (row + 1) * D), i * D);
    return values;
  }

  #zeros(length: number): Floats {
    return new (floatsOf(this.#backend.precision))(length);
  }
}

/** The rows that differ from the row before. */
function different(data: Floats, N: number, D: number): number[] {
  const rows: number[] = [];
  for (let row = 0; row < N; row++) {
    const [before, here] = [(row - 1) * D, row * D];
    let at = row === 0 ? D : 0;
    while (at < D && data[before + at] === data[here + at]) at++;
    if (row === 0 || at < D) rows.push(row);
  }
  return rows;
}
