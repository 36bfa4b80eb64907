import { captionerOf, checkDataset } from '../checkpoint/apply.ts';
import type { Checkpoint } from '../checkpoint/checkpoint.ts';
import { readWeights } from '../checkpoint/weights.ts';
import type { CaptionDataset, Vocabulary } from '../data/dataset.ts';
import type { CaptioningRNN } from '../model/captioning_rnn.ts';
import type { Backend } from '../ops/backend.ts';
import type { CheckpointSummary } from './protocol.ts';
import { summaryOfCheckpoint } from './run_checkpoint.ts';

/** A checkpoint that was opened, and its model once somebody asks for it. */
export class Opened {
  readonly checkpoint: Checkpoint;
  readonly summary: CheckpointSummary;
  /** Where its model computes. */
  readonly backend: 'webgpu' | 'cpu';
  #model: CaptioningRNN | undefined;

  /**
   * @param vocabulary words for weights that do not bring their own
   * @throws CheckpointError for bytes that are no checkpoint or weights, or damaged ones, or of another version
   */
  constructor(bytes: Uint8Array, name: string, vocabulary?: Vocabulary, backend?: 'webgpu' | 'cpu') {
    this.checkpoint = readWeights(bytes, name, vocabulary?.idxToWord);
    this.summary = summaryOfCheckpoint(this.checkpoint, name, bytes.length);
    this.backend = backend ?? this.summary.training?.options.backend ?? 'webgpu';
  }

  /** @throws CheckpointError when the words of these data are others */
  checkWords(data: CaptionDataset): void {
    const { dataset: _, ...weights } = this.checkpoint;
    checkDataset(weights, data);
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
