import { OptionError } from '../errors.ts';
import type { CaptioningRNN } from '../model/captioning_rnn.ts';
import type { BackendAtHand } from './backend_at_hand.ts';
import type { Opened } from './opened.ts';
import type { SavedEvent } from './protocol.ts';
import type { Run } from './run.ts';
import type { Resumable } from './run_checkpoint.ts';

/** The model that a session can be asked about: of its last run, or of the checkpoint that was opened since. */
export class ModelAtHand {
  readonly #backend: BackendAtHand;
  #run: Run | undefined;
  #opened: Opened | undefined;

  constructor(backend: BackendAtHand) {
    this.#backend = backend;
  }

  /** Takes the model of a run, for good. */
  takeRun(run: Run): void {
    this.forget();
    this.#run = run;
  }

  /** Takes a checkpoint. A run that still goes on is left to whoever awaits its end. */
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

  forget(): void {
    this.release();
    this.#opened = undefined;
  }

  /** @throws OptionError when there is none, DeviceError when it does not fit the device */
  async model(where: string): Promise<CaptioningRNN> {
    if (this.#run) return this.#run.model;
    if (this.#opened) return this.#opened.modelOn(await this.#backend.open(this.#opened.backend));
    throw new OptionError({ where, expected: 'a model: a run or a checkpoint', found: 'none' });
  }

  /** @throws OptionError when no checkpoint is open, or one that has weights only */
  resumable(): Resumable {
    const { resumable, summary } = this.#opened?.checkpoint ?? {};
    if (resumable) return resumable;
    throw new OptionError({
      where: 'start: resume',
      expected: 'an open checkpoint of a training',
      found: summary ? `${summary.name}, with weights only` : 'none',
    });
  }

  /** The model as a file. @throws OptionError when there is none */
  async file(format: 'fourgate' | 'pytorch'): Promise<SavedEvent> {
    const { cellType } = (await this.model('save')).configuration;
    const name = `fourgate-${cellType}${format === 'pytorch' ? '-pytorch' : ''}.safetensors`;
    const bytes = await this.#bytes(format);
    return { type: 'saved', name, bytes: bytes.buffer };
  }

  async #bytes(format: 'fourgate' | 'pytorch'): Promise<Uint8Array<ArrayBuffer>> {
    if (format === 'pytorch') {
      throw new OptionError({ where: 'save: format', expected: 'fourgate', found: format });
    }
    if (this.#run) return this.#run.checkpoint();
    return this.#opened?.bytes.slice() ?? new Uint8Array();
  }
}
