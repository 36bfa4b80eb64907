import { accessSync, constants, existsSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { DataError, StorageError } from '../src/errors.ts';

// Checked before a browser is opened: an unusable path is reported at once, not after the work.

/**
 * Only a plain file can be given to a page, and one that cannot be read would be waited for.
 * @param expected what it is taken for, such as `a checkpoint`
 * @throws StorageError when it is not there, is a folder or a device, or may not be read
 */
export function checkFile(path: string, expected: string): void {
  refuse(path, expected, () => {
    const stat = statSync(path);
    if (!stat.isFile()) return stat.isDirectory() ? 'a folder' : 'not a regular file';
    accessSync(path, constants.R_OK);
    return undefined;
  });
}

/** @throws StorageError when no file can be written here: there is no such folder, it is read-only, or this is a folder */
export function checkPlace(path: string): void {
  refuse(path, 'a place for a file', () => {
    if (existsSync(path) && !statSync(path).isFile()) return 'not a regular file';
    accessSync(dirname(path), constants.W_OK);
    return undefined;
  });
}

/**
 * Writes a file of results: whole, or not at all.
 * @throws StorageError when there is no room for it, or the place is denied
 */
export function writeWhole(path: string, text: string): void {
  const partial = `${path}.part`;
  try {
    writeFileSync(partial, text);
    renameSync(partial, path);
  } catch (cause) {
    rmSync(partial, { force: true });
    const expected = `room for ${Buffer.byteLength(text)} bytes`;
    const remedy = 'Make room, or name another place.';
    throw new StorageError({ where: path, expected, found: obstacleOf(cause), remedy }, { cause });
  }
}

function refuse(where: string, expected: string, obstacle: () => string | undefined): void {
  const found = wordsOf(obstacle);
  if (found !== undefined) throw new StorageError({ where, expected, found });
}

function wordsOf(obstacle: () => string | undefined): string | undefined {
  try {
    return obstacle();
  } catch (error) {
    return obstacleOf(error);
  }
}

/** What the operating system has against a path, in words. */
export function obstacleOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ENOENT') return 'no such file or folder';
  if (code === 'ENOTDIR') return 'no folder';
  return error instanceof Error ? error.message : String(error);
}

/** Paths of all files in a folder and those below it, with slashes. @throws DataError when it cannot be listed */
export function filesBelow(folder: string): string[] {
  try {
    const entries = readdirSync(folder, { withFileTypes: true, recursive: true });
    return entries
      .filter((entry) => !entry.isDirectory())
      .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'))
      .sort();
  } catch (cause) {
    const expected = 'a folder of pictures that can be read';
    throw new DataError({ where: folder, expected, found: obstacleOf(cause) }, { cause });
  }
}
