import type { Backend, Buffer, Program } from '../ops/backend.ts';
import { Workspace } from '../ops/workspace.ts';
import { type BatchPlan, planBatch } from './batch_plan.ts';
import type { Configuration } from './configuration.ts';
import { FeatureSource } from './feature_source.ts';
import { chunking } from './memory.ts';
import type { PerParameter } from './parameter_names.ts';
import { PlanBuffers } from './plan_buffers.ts';
import { PlanSizes } from './plan_sizes.ts';
import { recordSaliency, type Saliency, salienceSizes } from './saliency_program.ts';

/** What a saliency step operates on. */
export interface SaliencySetting {
  readonly backend: Backend;
  readonly configuration: Configuration;
  /** The parameters as products read them. */
  readonly weights: PerParameter<Buffer>;
  /** Maximum rows of a run: one per requested word. */
  readonly rows: number;
  /** Time steps of a row at most. */
  readonly steps: number;
}

/** Requested words, one per row: the caption up to the word, `<NULL>` after it. */
export interface AskedWords {
  /** (R, T + 1) word numbers. The last that is not `<NULL>` is the word; every row has one after column 0. */
  readonly captions: Int32Array;
  /** (R, D) the feature of each row, or its pixels where there is an encoder. */
  readonly features: Float32Array | Float64Array;
}

/** Results of a run, one row per word in the order of the question. */
export interface SaliencyRun {
  /** (R) log-probability of the word, given those before it and the feature. */
  readonly logProbs: Float32Array | Float64Array;
  /** (R, D) its gradient with respect to them. */
  readonly gradients: Float32Array | Float64Array;
}

/** The recorded saliency of words: one submit from words and features to gradients. */
export class SaliencyStep {
  readonly #setting: SaliencySetting;
  readonly #workspace: Workspace;
  readonly #plan: PlanBuffers;
  readonly #features: FeatureSource;
  readonly #last: ReturnType<Backend['createParts']>;
  readonly #sizes: PlanSizes;
  readonly #saliency: Saliency;
  readonly #program: Program;

  /** @throws DeviceError when a buffer would be too long for the backend */
  constructor(setting: SaliencySetting) {
    const { backend, configuration, weights, rows: N, steps: T } = setting;
    this.#setting = setting;
    this.#sizes = new PlanSizes(N, T, chunking(N, T, configuration.V, backend.maxBufferLength));
    this.#workspace = new Workspace(backend);
    try {
      this.#plan = new PlanBuffers(backend, this.#workspace, N, T);
      this.#last = this.#workspace.createParts('last words', [N, N, N, N], 'uint');
      const [packedRows, stateRows, targets, mask] = this.#last.parts as [Buffer, Buffer, Buffer, Buffer];
      backend.write(mask, new Uint32Array(N).fill(1));
      const recorder = backend.record('word saliency');
      const workspace = this.#workspace;
      this.#features = new FeatureSource({ configuration, workspace, weights, rows: N });
      const buffers = { weights, features: this.#features.features, plan: this.#plan.parts };
      const recorded = { recorder, configuration, buffers, workspace, size: { N, T } };
      this.#saliency = recordSaliency(recorded, { packedRows, stateRows, targets, mask }, this.#features);
      this.#program = recorder.finish();
    } catch (error) {
      this.#workspace.destroy();
      throw error;
    }
  }

  /** Runs a question as one submit. */
  async run({ captions, features }: AskedWords): Promise<SaliencyRun> {
    const { backend, configuration, rows: capacity, steps: T } = this.#setting;
    const { D, H, nullWord } = configuration;
    const R = captions.length / (T + 1);
    const plan = planBatch(captions, R, T, capacity, nullWord);
    backend.write(this.#features.written, features);
    this.#plan.upload(plan, plan.order);
    this.#uploadLast(plan);
    const { logProbs, gradient } = this.#saliency;
    const sizes = this.#sizes.ofRun(plan, salienceSizes(plan.M, H));
    const [sorted, gradients] = await this.#program.run(sizes, [logProbs, gradient]);
    const found = sorted as Float32Array | Float64Array;
    const inOrder = found.slice(0, R);
    for (const [n, row] of plan.order.entries()) inOrder[row] = found[n] ?? Number.NaN;
    return { logProbs: inOrder, gradients: (gradients as typeof found).subarray(0, R * D) };
  }

  destroy(): void {
    this.#program.destroy();
    this.#workspace.destroy();
  }

  #uploadLast({ captions: R, rows, first, targets }: BatchPlan): void {
    const { backend, rows: capacity, steps: T } = this.#setting;
    const { whole, starts } = this.#last;
    const packed = new Uint32Array(R);
    // Row n is one of those that end where fewer than n + 1 are alive in the next step.
    for (let t = 0; t < T; t++) {
      for (let n = rows[t + 1] ?? 0; n < (rows[t] ?? 0); n++) packed[n] = (first[t] ?? 0) + n;
    }
    const parts = [packed, packed.map((row) => capacity + row), packed.map((row) => targets[row] ?? 0)];
    for (const [i, values] of parts.entries()) backend.write(whole, values, starts[i] ?? 0);
  }
}
