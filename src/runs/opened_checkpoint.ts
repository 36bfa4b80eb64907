import { captionerOf, checkDataset } from '../checkpoint/apply.ts';
import type { Checkpoint } from '../checkpoint/checkpoint.ts';
import type { CaptionDataset, Vocabulary } from '../data/dataset.ts';
import { nameOf } from '../data/feature_mark.ts';
import { CheckpointError } from '../errors.ts';
import type { CaptioningRNN } from '../model/captioning_rnn.ts';
import type { Backend } from '../ops/backend.ts';
import { type CheckpointSummary, summaryOfCheckpoint } from './run_record.ts';

interface OpenedOptions {
  /** The vocabulary of the data, for weights without one. */
  readonly vocabulary?: Vocabulary | undefined;
  readonly backend?: 'webgpu' | 'cpu' | undefined;
  readonly run?: string;
}

/** An open checkpoint, and its model once it is requested. */
export class OpenedCheckpoint {
  readonly checkpoint: Checkpoint;
  readonly summary: CheckpointSummary;
  /** Where its model computes. */
  readonly backend: 'webgpu' | 'cpu';
  /** The kept run of which it is the latest state, if any: when resumed, that run is kept under the same name. */
  readonly run: string | undefined;
  #model: CaptioningRNN | undefined;

  private constructor(checkpoint: Checkpoint, summary: CheckpointSummary, { backend, run }: OpenedOptions) {
    this.checkpoint = checkpoint;
    this.summary = summary;
    this.run = run;
    this.backend = backend ?? this.summary.training?.options.backend ?? 'webgpu';
  }

  /**
   * Reads a file. The code for it is loaded with the first.
   * @throws CheckpointError for bytes that are not a checkpoint or weights, are damaged, or are of another version
   */
  static async read(bytes: Uint8Array, name: string, options: OpenedOptions = {}): Promise<OpenedCheckpoint> {
    const { readWeights } = await import('../checkpoint/weights.ts');
    const checkpoint = readWeights(bytes, name, options.vocabulary?.idxToWord);
    return new OpenedCheckpoint(checkpoint, summaryOfCheckpoint(checkpoint, name, bytes.length), options);
  }

  /** Loads the code that reads files and captions while the server is still running: a kept run may outlive it. */
  static async prepare(): Promise<void> {
    const parts = [import('../checkpoint/weights.ts'), import('../model/inference.ts')];
    await Promise.allSettled(parts);
  }

  /** @throws CheckpointError when these data have other words, or another network made their features */
  checkData(data: CaptionDataset): void {
    const { dataset, ...weights } = this.checkpoint;
    checkDataset(weights, data);
    const [mark, given] = [dataset?.featureMark, data.featureMark];
    if (!mark || !given || mark.fingerprint === given.fingerprint) return;
    throw new CheckpointError({
      where: `${this.summary.name}: features`,
      expected: `those of ${nameOf(given)}, as ${data.name} has them`,
      found: `a training on those of ${nameOf(mark)}`,
      remedy: 'Load data whose features the same network made.',
    });
  }

  /** Its model on this backend. @throws DeviceError when it is too large for it */
  modelOn(backend: Backend): CaptioningRNN {
    if (this.#model?.backend === backend) return this.#model;
    this.destroy();
    const model = captionerOf(backend, this.checkpoint);
    this.#model = model;
    return model;
  }

  /** Frees its model; the checkpoint stays. */
  destroy(): void {
    this.#model?.destroy();
    this.#model = undefined;
  }
}
