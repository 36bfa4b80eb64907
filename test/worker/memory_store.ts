import type { ListedStore, StoredFile } from '../../src/checkpoint/store.ts';
import { StorageError } from '../../src/errors.ts';
import type { RunLocks } from '../../src/runs/run_locks.ts';
import { keptIn } from '../../src/runs/run_storage.ts';
import type { KeptFile } from '../../src/runs/run_store.ts';

/** A store for tests, which can be full. */
export class MemoryStore implements ListedStore {
  readonly files = new Map<string, Uint8Array<ArrayBuffer>>();
  readonly #modified = new Map<string, number>();
  /** Names that there is no room for. */
  full: boolean | RegExp = false;
  /** What a write waits for. */
  room: Promise<void> = Promise.resolve();
  #writes = 0;

  async read(name: string): Promise<Uint8Array<ArrayBuffer> | undefined> {
    return this.files.get(name)?.slice();
  }

  async write(name: string, bytes: Uint8Array): Promise<void> {
    if (this.full === true || (this.full !== false && this.full.test(name))) {
      throw new StorageError({ where: name, expected: 'room', found: 'none' });
    }
    await this.room;
    this.files.set(name, new Uint8Array(bytes));
    this.#modified.set(name, ++this.#writes);
  }

  async remove(name: string): Promise<void> {
    this.files.delete(name);
  }

  /** The run that was kept last. */
  get newestRun(): string {
    const [name = ''] = [...this.#modified].sort(([, a], [, b]) => b - a).flatMap(([file]) => keptIn(file)?.run ?? []);
    return name;
  }

  async list(): Promise<readonly StoredFile[]> {
    return [...this.files]
      .map(([name, { length }]) => ({ name, bytes: length, modified: this.#modified.get(name) ?? 0 }))
      .sort((a, b) => b.modified - a.modified);
  }
}

/** Opens a checkpoint of the run that was kept last. */
export function openKept(store: MemoryStore, which: KeptFile['which'] = 'latest') {
  return { type: 'open', file: { run: store.newestRun, which } } as const;
}

/** Locks that several sessions of one test share, as tabs of a browser do. */
export class MemoryLocks implements RunLocks {
  shared = true;
  readonly #held = new Set<string>();

  async hold(run: string) {
    if (this.#held.has(run)) return undefined;
    this.#held.add(run);
    return async () => void this.#held.delete(run);
  }

  async held(): Promise<ReadonlySet<string>> {
    return new Set(this.#held);
  }
}
