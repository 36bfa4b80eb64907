import type { CheckpointStore } from '../../src/checkpoint/store.ts';
import { StorageError } from '../../src/errors.ts';

/** A store for tests, which can be full. */
export class MemoryStore implements CheckpointStore {
  readonly files = new Map<string, Uint8Array<ArrayBuffer>>();
  full = false;

  async read(name: string): Promise<Uint8Array<ArrayBuffer> | undefined> {
    return this.files.get(name)?.slice();
  }

  async write(name: string, bytes: Uint8Array): Promise<void> {
    if (this.full) throw new StorageError({ where: name, expected: 'room', found: 'none' });
    this.files.set(name, new Uint8Array(bytes));
  }

  async remove(name: string): Promise<void> {
    this.files.delete(name);
  }
}
