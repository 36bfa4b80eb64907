import type { Release } from './run_locks.ts';
import { fileOf, type RunStorage } from './run_storage.ts';

/** Milliseconds between two savings within an epoch. */
const APART = 60_000;
/** Saving takes at most one in so many parts of the time. */
const SHARE = 20;

/** What was saved of a run. */
export interface SavedState {
  readonly run: string;
  readonly step: number;
  /** Where the best by validation CIDEr so far was saved with it: its step. */
  readonly bestStep?: number;
}

/** What is kept of a run that cannot continue, and where. */
export interface KeptOfRun {
  readonly step: number;
  readonly place: 'browser' | 'folder';
}

/** Who is told how saving goes. */
export interface SaveListener {
  saved(state: SavedState): void;
  failed(error: unknown): void;
}

/** What a writer is made of. */
export interface RunWriterParts {
  readonly storage: RunStorage;
  /** The run's name; it is held. */
  readonly run: string;
  readonly release: Release;
  readonly listener: SaveListener;
  /** Whether the run begins, and is not resumed under the name that it has. */
  readonly anew: boolean;
  /** Step that is kept under this name already, if the run is resumed. */
  readonly keptStep?: number | undefined;
  /** Called when the run is kept for the first time: older ones may go. */
  readonly onFirst: () => Promise<void>;
}

type Make = () => Promise<Uint8Array<ArrayBuffer>>;

/** Keeps one run while it lives, without getting in its way: a saving that fails is reported and tried again later. */
export class RunWriter {
  readonly run: string;
  readonly #parts: RunWriterParts;
  #at = performance.now();
  #took = 0;
  #keptStep: number | undefined;
  /** The best state while it could not be kept yet: the run has moved on from it. */
  #best: { readonly step: number; readonly bytes: Uint8Array<ArrayBuffer> } | undefined;
  #first = true;
  #anew: boolean;
  #closed = false;
  #saving: Promise<void> | undefined;

  constructor(parts: RunWriterParts) {
    this.#parts = parts;
    this.run = parts.run;
    this.#keptStep = parts.keptStep;
    this.#anew = parts.anew;
  }

  /** Whether it is time for one within an epoch. */
  get isDue(): boolean {
    return performance.now() - this.#at > Math.max(APART, SHARE * this.#took);
  }

  /** Whether a file is being written. */
  get isWriting(): boolean {
    return this.#saving !== undefined;
  }

  /** Step that can be resumed from; undefined when nothing is kept of the run, or no more. */
  async keptStep(): Promise<number | undefined> {
    const { store } = this.#parts.storage;
    const files = await store.list().catch(() => []);
    return files.some(({ name }) => name === fileOf('latest', this.run)) ? this.#keptStep : undefined;
  }

  /** What can be resumed from, and where; undefined where `keptStep` is. */
  async kept(): Promise<KeptOfRun | undefined> {
    const step = await this.keptStep();
    return step === undefined ? undefined : { step, place: this.#parts.storage.place };
  }

  /**
   * Keeps the end of an epoch, unless epochs are so short that it would cost too much and nothing is special about it.
   */
  async keepEpoch(epoch: number, step: number, best: boolean, make: Make): Promise<void> {
    const everyEpoch = this.#parts.storage.place === 'folder';
    if (!everyEpoch && !best && performance.now() - this.#at < SHARE * this.#took) return;
    await this.keep(step, make, best, everyEpoch ? [`epoch-${epoch}.safetensors`] : []);
  }

  /**
   * @param best whether it is kept as the best, too
   * @param besides names it is kept under as well
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

  /** What was kept is gone, by whomever: it is time to keep it anew. */
  miss(): void {
    if (this.#keptStep !== undefined) this.#at = Number.NEGATIVE_INFINITY;
  }

  /** Keeps nothing from now on, and lets others have the run once what is being written is. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await this.#saving?.catch(() => undefined);
    await this.#parts.release();
  }

  async #save(step: number, bytes: Uint8Array, besides: readonly string[]): Promise<void> {
    const { run, storage, listener, onFirst } = this.#parts;
    const { store, makeRoom } = storage;
    if (this.#anew) await makeRoom?.();
    this.#anew = false;
    const best = this.#best;
    if (best) await store.write(fileOf('best', run), best.bytes);
    // After the best: what the latest says of it is then there.
    await store.write(fileOf('latest', run), bytes);
    this.#keptStep = step;
    this.#best = undefined;
    listener.saved({ run, step, ...(best && { bestStep: best.step }) });
    if (this.#first) await onFirst();
    this.#first = false;
    // Before these what a run is resumed from: a disk may become full.
    for (const name of besides) await store.write(name, bytes);
  }
}
