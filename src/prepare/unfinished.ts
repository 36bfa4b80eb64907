import type { BatchStore } from './extract_features.ts';

/** What features depend on: batches of another plan are unusable. */
export interface Plan {
  /** Fingerprint of the maker, and the device: the last digits depend on both. */
  readonly maker: string;
  readonly batchSize: number;
  /** Path, size and modification time of each picture, in the order of the batches. */
  readonly pictures: readonly (readonly [path: string, bytes: number, changed: number])[];
}

/** Stores files by name, completely or not at all. */
export interface KeptFiles extends BatchStore {
  remove(name: string): Promise<void>;
  list(): Promise<readonly { readonly name: string }[]>;
}

const PLAN = 'plan.json';

/**
 * A store for finished batches. Batches of another plan are removed.
 * @throws StorageError when it cannot be read or written
 */
export async function openBatches(files: KeptFiles, plan: Plan): Promise<BatchStore> {
  const text = JSON.stringify(plan);
  const before = await files.read(PLAN);
  if (before === undefined || new TextDecoder().decode(before) !== text) {
    // The plan is removed first: batches without a plan are unusable.
    await files.remove(PLAN);
    for (const { name } of await files.list()) await files.remove(name);
    await files.write(PLAN, new TextEncoder().encode(text));
  }
  return files;
}
