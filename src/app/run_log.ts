import { computed, type ReadonlySignal, signal } from '@preact/signals';
import { plural } from '../client/format.ts';
import { type LoggedRun, runOfText, textOfRun } from '../client/logged_run.ts';
import { PREFIX, runKeys, type TextStorage } from './page_storage.ts';

/** The list of this page's runs, which outlives it where the browser has room. */
export interface RunLog {
  /** The last first. */
  readonly runs: ReadonlySignal<readonly LoggedRun[]>;
  /** Why the list, or a part of it, will not be there after a reload. */
  readonly notKept: ReadonlySignal<string | undefined>;
  /** Entries that cannot be read. They are ignored, and stay until they are removed. */
  readonly damaged: ReadonlySignal<readonly string[]>;
  /** Adds a run, or replaces the one with its id. */
  put(run: LoggedRun): void;
  remove(id: string): void;
  removeDamaged(): void;
  /** Reads again what other tabs may have written; of more than stay, the oldest go. */
  read(): void;
}

/** Runs that stay: the last ones. */
export const STAYING = 50;

/** @param storage of the browser; undefined where it has none, or the page may not use it */
export function createRunLog(storage: TextStorage | undefined): RunLog {
  return new Log(storage);
}

class Log implements RunLog {
  readonly damaged = signal<readonly string[]>([]);
  readonly #storage: TextStorage | undefined;
  readonly #stored = signal<readonly LoggedRun[]>([]);
  /** Runs that found no room. */
  readonly #inMemory = signal<readonly LoggedRun[]>([]);
  readonly runs = computed(() =>
    [...this.#inMemory.value, ...this.#stored.value].sort((a, b) => b.at - a.at).slice(0, STAYING),
  );
  readonly notKept = computed(() => {
    const { length } = this.#inMemory.value;
    if (length === 0) return undefined;
    const why = this.#storage ? 'This browser has no room left' : 'This browser lets the page keep nothing';
    return `${why}: ${plural(length, 'run')} of this list will be gone when the page is closed.`;
  });

  constructor(storage: TextStorage | undefined) {
    this.#storage = storage;
    this.read();
  }

  put(run: LoggedRun): void {
    const others = this.#inMemory.value.filter(({ id }) => id !== run.id);
    try {
      if (!this.#storage) throw new Error('no storage');
      this.#storage.setItem(PREFIX + run.id, textOfRun(run));
      this.#inMemory.value = others;
    } catch {
      // What was stored of it before is out of date.
      this.#storage?.removeItem(PREFIX + run.id);
      this.#inMemory.value = [run, ...others];
    }
    this.read();
  }

  remove(id: string): void {
    this.#storage?.removeItem(PREFIX + id);
    this.#inMemory.value = this.#inMemory.value.filter((run) => run.id !== id);
    this.read();
  }

  removeDamaged(): void {
    for (const key of this.damaged.value) this.#storage?.removeItem(key);
    this.read();
  }

  read(): void {
    const runs: LoggedRun[] = [];
    const damaged: string[] = [];
    for (const key of runKeys(this.#storage)) {
      try {
        const run = runOfText(this.#storage?.getItem(key) ?? '');
        if (PREFIX + run.id === key) runs.push(run);
        else damaged.push(key);
      } catch {
        damaged.push(key);
      }
    }
    runs.sort((a, b) => b.at - a.at);
    for (const { id } of runs.splice(STAYING)) this.#storage?.removeItem(PREFIX + id);
    this.#stored.value = runs;
    this.damaged.value = damaged;
  }
}
