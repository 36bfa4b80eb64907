import { existsSync } from 'node:fs';
import { StorageError } from '../src/errors.ts';

/** Told before a browser is opened for it. @throws StorageError when there is no such file */
export function checkCheckpointFile(path: string): void {
  if (existsSync(path)) return;
  throw new StorageError({ where: path, expected: 'a checkpoint', found: 'no such file' });
}
