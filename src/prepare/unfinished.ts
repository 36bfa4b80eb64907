import type { BatchStore } from './extract_features.ts';

/** What features depend on: batches of another plan are of no use. */
export interface Plan {
  /** Fingerprint of what makes them, and where it computes: the last digits depend on it. */
  readonly maker: string;
  readonly batchSize: number;
  /** Path, bytes and time of change of each picture, in the order of the batches. */
  readonly pictures: readonly (readonly [path: string, bytes: number, changed: number])[];
}

/** A place that keeps files by name, whole or not at all. */
export interface KeptFiles extends BatchStore {
  remove(name: string): Promise<void>;
  list(): Promise<readonly { readonly name: string }[]>;
}

const PLAN = 'plan.json';

/**
 * A place for finished batches. What is there by another plan is removed.
 * @throws StorageError when it cannot be read or written
 */
export async function openBatches(files: KeptFiles, plan: Plan): Promise<BatchStore> {
  const text = JSON.stringify(plan);
  const before = await files.read(PLAN);
  if (before === undefined || new TextDecoder().decode(before) !== text) {
    // The plan goes first: batches without one are of no use to anybody.
    await files.remove(PLAN);
    for (const { name } of await files.list()) await files.remove(name);
    await files.write(PLAN, new TextEncoder().encode(text));
  }
  return files;
}
