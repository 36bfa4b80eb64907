import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { folderStore } from '../../src/checkpoint/folder_store.ts';
import type { MemoryFile } from '../../src/data/data_files.ts';
import { StorageError } from '../../src/errors.ts';
import { isDataFile } from '../start/data_folder.ts';

/** What this command leaves in a folder besides the data set: how it was made, and what is not in it. */
export const RECORD = 'prepared.json';

/** @throws StorageError when it is not a folder, or contains a data set from another source, which would be lost */
export function checkOut(folder: string): void {
  const names = namesIn(folder);
  const found = names.filter(isDataFile);
  if (found.length === 0 || names.includes(RECORD)) return;
  throw new StorageError({
    where: `--out ${folder}`,
    expected: 'a folder without a data set, or with one that this command has made',
    found: found.slice(0, 3).join(', '),
    remedy: 'Name another folder.',
  });
}

function namesIn(folder: string): string[] {
  try {
    return existsSync(folder) ? readdirSync(folder) : [];
  } catch (cause) {
    const found = cause instanceof Error ? cause.message : String(cause);
    throw new StorageError({ where: `--out ${folder}`, expected: 'a folder that can be read', found }, { cause });
  }
}

/**
 * Writes a data set in place of the one that was there. The record comes first: whatever is there then, this command made it.
 * @throws StorageError when there is no room
 */
export async function writeOut(folder: string, files: readonly MemoryFile[], record: unknown): Promise<void> {
  const store = folderStore(folder);
  await store.write(RECORD, new TextEncoder().encode(`${JSON.stringify(record, undefined, 2)}\n`));
  for (const { name, bytes } of files) await store.write(name, bytes);
  const written = new Set(files.map(({ name }) => name));
  // A split of the data set that was there before would have no captions in this one.
  for (const name of readdirSync(folder)) {
    if (isDataFile(name) && !written.has(name)) rmSync(join(folder, name));
  }
}
