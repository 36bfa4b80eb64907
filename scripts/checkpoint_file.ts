import { statSync } from 'node:fs';
import { StorageError } from '../src/errors.ts';

/** Told before a browser is opened for it. @throws StorageError when there is no such file */
export function checkCheckpointFile(path: string): void {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found?.isFile()) return;
  throw new StorageError({ where: path, expected: 'a checkpoint', found: found ? 'a folder' : 'no such file' });
}
