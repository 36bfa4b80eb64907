import { type Checkpoint, encodeCheckpoint } from '../checkpoint/checkpoint.ts';
import { exportForPyTorch } from '../checkpoint/pytorch.ts';
import type { CaptionDataset } from '../data/dataset.ts';
import { OptionError } from '../errors.ts';
import type { CaptioningRNN } from '../model/captioning_rnn.ts';
import type { EncoderOptions } from '../model/encoder_options.ts';
import type { BackendAtHand } from './backend_at_hand.ts';
import { NetworkAtHand } from './network_at_hand.ts';
import type { Opened } from './opened.ts';
import type { SavedEvent } from './protocol.ts';
import type { Run } from './run.ts';
import { type Resumable, resumableOf } from './run_checkpoint.ts';

/** The model that a session can be asked about: of its last run, or of the checkpoint that was opened since. */
export class ModelAtHand {
  /** What makes features of pictures for it. */
  readonly network = new NetworkAtHand();
  readonly #backend: BackendAtHand;
  #run: Run | undefined;
  #opened: Opened | undefined;

  constructor(backend: BackendAtHand) {
    this.#backend = backend;
  }

  /** Takes the model of a run, for good. */
  takeRun(run: Run): void {
    this.release();
    this.#opened = undefined;
    this.#run = run;
  }

  /** Takes a checkpoint. A run that is still under way is left to whoever awaits its end. */
  takeCheckpoint(opened: Opened, going: Run | undefined): void {
    if (this.#run !== going) this.#run?.destroy();
    this.#run = undefined;
    this.#opened?.destroy();
    this.#opened = opened;
  }

  /** No longer has the model of this run, which is left to whoever awaits its end. */
  lose(run: Run): void {
    if (this.#run === run) this.#run = undefined;
  }

  isOf(run: Run): boolean {
    return this.#run === run;
  }

  /** Frees what is on the device. A checkpoint stays open: it can be computed with again. */
  release(): void {
    this.#run?.destroy();
    this.#run = undefined;
    this.#opened?.destroy();
  }

  /**
   * The model, to be asked about `data`.
   * @throws OptionError when there is none, CheckpointError when its words or features are others, DeviceError when it does not fit
   * the device
   */
  async model(where: string, data: CaptionDataset): Promise<CaptioningRNN> {
    if (this.#run) return this.#run.model;
    if (!this.#opened) throw noModel(where);
    this.#opened.checkData(data);
    return this.#opened.modelOn(await this.#backend.open(this.#opened.backend));
  }

  /** What makes the features of its pictures, where that is part of the model. */
  get encoder(): EncoderOptions | undefined {
    return this.#run ? this.#run.model.configuration.encoder?.options : this.#opened?.checkpoint.configuration.encoder;
  }

  /** The checkpoint that is open. */
  get opened(): Opened | undefined {
    return this.#opened;
  }

  /** @throws OptionError when no checkpoint is open, or one that has weights only */
  resumable(): Resumable {
    const resumable = this.#opened && resumableOf(this.#opened.checkpoint);
    if (resumable) return resumable;
    throw new OptionError({
      where: 'start: resume',
      expected: 'an open checkpoint of a training',
      found: this.#opened ? `${this.#opened.summary.name}, with weights only` : 'none',
    });
  }

  /** What a new run begins with. @throws OptionError when no checkpoint is open */
  weights(): Checkpoint {
    if (this.#opened) return this.#opened.checkpoint;
    throw new OptionError({ where: 'start: weights', expected: 'an open checkpoint', found: 'none' });
  }

  /** The model as a file. @throws OptionError when there is none */
  async file(format: 'fourgate' | 'pytorch'): Promise<SavedEvent> {
    const checkpoint = await this.#checkpoint();
    const { cellType } = checkpoint.configuration;
    const [name, bytes] =
      format === 'pytorch'
        ? [`fourgate-${cellType}-pytorch.safetensors`, exportForPyTorch(checkpoint)]
        : [`fourgate-${cellType}.safetensors`, encodeCheckpoint(checkpoint)];
    return { type: 'saved', name, bytes: bytes.buffer };
  }

  async #checkpoint(): Promise<Checkpoint> {
    if (this.#run) return this.#run.checkpoint();
    if (this.#opened) return this.#opened.checkpoint;
    throw noModel('save');
  }
}

const noModel = (where: string) =>
  new OptionError({ where, expected: 'a model: a run or a checkpoint', found: 'none' });
