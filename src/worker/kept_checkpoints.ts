import type { CheckpointStore } from '../checkpoint/store.ts';
import { StorageError } from '../errors.ts';
import { BEST, LATEST } from './keeper.ts';
import { Opened } from './opened.ts';
import type { CheckpointSummary } from './protocol.ts';

/** What was kept of earlier runs. */
export class KeptCheckpoints {
  readonly #store: CheckpointStore | undefined;

  constructor(store: CheckpointStore | undefined) {
    this.#store = store;
  }

  /** What is known of the latest; undefined where there is none. @throws CheckpointError when it is damaged */
  async summary(): Promise<CheckpointSummary | undefined> {
    const bytes = await this.#store?.read(LATEST);
    return bytes && new Opened(bytes, LATEST).summary;
  }

  /** @throws StorageError when there is none or it cannot be had, CheckpointError when it is damaged */
  async open(which: 'kept' | 'best'): Promise<Opened> {
    const name = which === 'best' ? BEST : LATEST;
    const bytes = await this.#store?.read(name);
    if (bytes) return new Opened(bytes, name);
    throw new StorageError({ where: name, expected: 'a checkpoint kept from an earlier run', found: 'none' });
  }

  /** Throws them away. */
  async forget(): Promise<undefined> {
    for (const name of [LATEST, BEST]) await this.#store?.remove(name);
  }
}
