import type { CaptioningRNN } from '../model/captioning_rnn.ts';
import type { Backend } from '../ops/backend.ts';
import type { CheckpointSummary } from './protocol.ts';
import { type ReadCheckpoint, readCheckpoint } from './run_checkpoint.ts';

/** A checkpoint that was opened, and its model once somebody asks for it. */
export class Opened {
  readonly checkpoint: ReadCheckpoint;
  readonly summary: CheckpointSummary;
  /** The file itself. */
  readonly bytes: Uint8Array;
  /** Where its model computes. */
  readonly backend: 'webgpu' | 'cpu';
  #model: CaptioningRNN | undefined;

  /** @throws CheckpointError for bytes that are no checkpoint, or one that is damaged or of another version */
  constructor(bytes: Uint8Array, name: string, backend?: 'webgpu' | 'cpu') {
    this.bytes = bytes;
    this.checkpoint = readCheckpoint(bytes, name);
    this.summary = this.checkpoint.summary;
    this.backend = backend ?? this.summary.training?.options.backend ?? 'webgpu';
  }

  /** Its model on this backend. */
  modelOn(backend: Backend): CaptioningRNN {
    if (this.#model?.backend !== backend) {
      this.destroy();
      this.#model = this.checkpoint.createModel(backend);
    }
    return this.#model;
  }

  /** Frees its model; the checkpoint stays. */
  destroy(): void {
    this.#model?.destroy();
    this.#model = undefined;
  }
}
