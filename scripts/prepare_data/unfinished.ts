import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { folderStore } from '../../src/checkpoint/folder_store.ts';
import type { BatchStore } from '../../src/prepare/extract_features.ts';

/** What features depend on: batches of another plan are of no use. */
export interface Plan {
  /** Fingerprint of what makes them. */
  readonly maker: string;
  readonly batchSize: number;
  /** Path, bytes and time of change of each picture, in the order of the batches. */
  readonly pictures: readonly (readonly [path: string, bytes: number, changed: number])[];
}

const PLAN = 'plan.json';

/** Batches of features of a data set that is not finished. */
export interface Unfinished extends BatchStore {
  /** Removes them, once the data set is there. */
  remove(): void;
}

/**
 * Opens the place in a data set's folder where finished batches are kept. What is there by another plan is removed.
 * @throws StorageError when it cannot be read or written
 */
export async function openUnfinished(out: string, plan: Plan): Promise<Unfinished> {
  const folder = join(out, 'unfinished');
  const store = folderStore(folder);
  const remove = () => rmSync(folder, { force: true, recursive: true });
  const bytes = new TextEncoder().encode(JSON.stringify(plan));
  const before = await store.read(PLAN);
  if (before === undefined || Buffer.compare(before, bytes) !== 0) {
    remove();
    await store.write(PLAN, bytes);
  }
  return { read: store.read, write: store.write, remove };
}
