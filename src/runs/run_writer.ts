import type { Release } from './run_locks.ts';
import { fileOf, type RunStorage } from './run_storage.ts';

/** Milliseconds between two saves within an epoch. */
const APART = 60_000;
/** Saving takes at most one part in this many of the time. */
const SHARE = 20;

/** The saved state of a run. */
export interface SavedState {
  readonly run: string;
  readonly step: number;
  /** The step of the best state by validation CIDEr, if it was saved too. */
  readonly bestStep?: number;
}

/** What is kept of a run that cannot continue, and where. */
export interface KeptOfRun {
  readonly step: number;
  readonly place: 'browser' | 'folder';
}

/** Receives the outcome of each save. */
export interface SaveListener {
  saved(state: SavedState): void;
  failed(error: unknown): void;
}

/** The dependencies of a writer. */
interface RunWriterParts {
  readonly storage: RunStorage;
  /** The run's name, which is locked. */
  readonly run: string;
  readonly release: Release;
  readonly listener: SaveListener;
  /** Whether the run is new, rather than resumed under its old name. */
  readonly isNew: boolean;
  /** Step already kept under this name, if the run is resumed. */
  readonly keptStep?: number | undefined;
  /** Called when the run is kept for the first time: older ones may be removed. */
  readonly onFirst: () => Promise<void>;
}

type Make = () => Promise<Uint8Array<ArrayBuffer>>;

/** Keeps one run during training, without delaying it: a failed save is reported and retried later. */
export class RunWriter {
  readonly run: string;
  readonly #parts: RunWriterParts;
  #at = performance.now();
  #took = 0;
  #keptStep: number | undefined;
  /** The best state, as long as it could not be saved: the run itself has moved on. */
  #best: { readonly step: number; readonly bytes: Uint8Array<ArrayBuffer> } | undefined;
  #first = true;
  #isNew: boolean;
  #closed = false;
  #saving: Promise<void> | undefined;

  constructor(parts: RunWriterParts) {
    this.#parts = parts;
    this.run = parts.run;
    this.#keptStep = parts.keptStep;
    this.#isNew = parts.isNew;
  }

  /** Whether a save within an epoch is due. */
  get isDue(): boolean {
    return performance.now() - this.#at > Math.max(APART, SHARE * this.#took);
  }

  /** Whether a file is being written. */
  get isWriting(): boolean {
    return this.#saving !== undefined;
  }

  /** The step to resume from; undefined when nothing of the run is kept, or no longer. */
  async keptStep(): Promise<number | undefined> {
    const { store } = this.#parts.storage;
    const files = await store.list().catch(() => []);
    return files.some(({ name }) => name === fileOf('latest', this.run)) ? this.#keptStep : undefined;
  }

  /** The kept step, and its place; undefined if `keptStep` is. */
  async kept(): Promise<KeptOfRun | undefined> {
    const step = await this.keptStep();
    return step === undefined ? undefined : { step, place: this.#parts.storage.place };
  }

  /**
   * Keeps the state at the end of an epoch, unless epochs are too short for that and this one has no special role.
   */
  async keepEpoch(epoch: number, step: number, best: boolean, make: Make): Promise<void> {
    const everyEpoch = this.#parts.storage.place === 'folder';
    if (!everyEpoch && !best && performance.now() - this.#at < SHARE * this.#took) return;
    await this.keep(step, make, best, everyEpoch ? [`epoch-${epoch}.safetensors`] : []);
  }

  /**
   * @param best whether it is also kept as the best
   * @param besides further names to keep it under
   */
  async keep(step: number, make: Make, best = false, besides: readonly string[] = []): Promise<void> {
    const begin = performance.now();
    try {
      const bytes = await make();
      if (this.#closed) return;
      if (best) this.#best = { step, bytes };
      this.#saving = this.#save(step, bytes, besides);
      await this.#saving;
    } catch (error) {
      if (!this.#closed) this.#parts.listener.failed(error);
    } finally {
      this.#saving = undefined;
    }
    this.#at = performance.now();
    this.#took = this.#at - begin;
  }

  /** The kept files have been deleted: they must be saved again. */
  miss(): void {
    if (this.#keptStep !== undefined) this.#at = Number.NEGATIVE_INFINITY;
  }

  /** Keeps nothing from now on, and releases the run once the current write has finished. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await this.#saving?.catch(() => undefined);
    await this.#parts.release();
  }

  async #save(step: number, bytes: Uint8Array, besides: readonly string[]): Promise<void> {
    const { run, storage, listener, onFirst } = this.#parts;
    const { store, makeRoom } = storage;
    if (this.#isNew) await makeRoom?.();
    this.#isNew = false;
    const best = this.#best;
    if (best) await store.write(fileOf('best', run), best.bytes);
    // After the best, which the latest refers to.
    await store.write(fileOf('latest', run), bytes);
    this.#keptStep = step;
    this.#best = undefined;
    listener.saved({ run, step, ...(best && { bestStep: best.step }) });
    if (this.#first) await onFirst();
    this.#first = false;
    // The state to resume from is written before these: the disk may become full.
    for (const name of besides) await store.write(name, bytes);
  }
}
