import { kindOf, wrongKind } from '../arguments.ts';
import { OptionError, StorageError } from '../errors.ts';
import type { Bytes } from '../platform.ts';

/** Stores files by name. A file stays intact until its replacement is complete. */
export interface CheckpointStore {
  /** The file with this name; undefined if it does not exist. @throws StorageError when it cannot be read */
  read(name: string): Promise<Bytes | undefined>;
  /**
   * Stores a file, replacing one with the same name.
   * @throws StorageError when the place is denied or full; the old file is then unchanged
   */
  write(name: string, bytes: Uint8Array): Promise<void>;
  /** Does nothing if the file does not exist. @throws StorageError when it cannot be removed */
  remove(name: string): Promise<void>;
}

/** A store that can list its files. */
export interface ListedStore extends CheckpointStore {
  /** All files, the latest first. @throws StorageError when the place cannot be read */
  list(): Promise<readonly StoredFile[]>;
}

export interface StoredFile {
  readonly name: string;
  readonly bytes: number;
  /** Milliseconds since 1970. */
  readonly modified: number;
}

/** Valid file names of a store: none leaves its folder, none is hidden. */
const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/;
/** Ending of an incomplete file. */
export const PARTIAL = '.part';

/** Bytes of the largest file that can be stored: what Node and browsers can read in one piece. */
export const LARGEST_FILE = 2 ** 31 - 1;

/** @throws StorageError when a file would be too large to read back */
export function checkSize(where: string, bytes: number, largest = LARGEST_FILE): void {
  if (bytes <= largest) return;
  const remedy = 'Train a smaller model.';
  throw new StorageError({ where, expected: `at most ${largest} bytes`, found: `${bytes}`, remedy });
}

/** @throws OptionError when `name` is not valid in every store. */
export function checkedName(name: string): string {
  if (typeof name === 'string' && NAME.test(name) && !name.endsWith(PARTIAL)) return name;
  const expected = 'up to 100 letters, digits, dots, hyphens and underscores, such as latest.safetensors';
  throw new OptionError({ where: 'name of a checkpoint', expected, found: kindOf(name) });
}

/** Size of a file in bytes. @throws OptionError when `bytes` is not a Uint8Array. */
export function sizeOfFile(bytes: Uint8Array): number {
  if (bytes instanceof Uint8Array) return bytes.length;
  throw wrongKind('bytes of a checkpoint', 'a Uint8Array, as saveCheckpoint returns', bytes);
}

const MAKE_ROOM = 'Free some space, or store checkpoints elsewhere; existing checkpoints are unchanged.';
const LOOK = 'Check that the place exists, and that you may read and change it.';

/** Runs `act`. @throws StorageError with the reason when it fails */
export async function orStorageError<T>(where: string, expected: string, act: () => Promise<T>): Promise<T> {
  return attempt(where, expected, LOOK, act);
}

/** As `orStorageError`, for writes, which mostly fail for lack of space. */
export async function orNoRoom<T>(where: string, expected: string, write: () => Promise<T>): Promise<T> {
  return attempt(where, expected, MAKE_ROOM, write);
}

async function attempt<T>(where: string, expected: string, remedy: string, act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (cause) {
    if (cause instanceof StorageError || cause instanceof OptionError) throw cause;
    const found = cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause);
    throw new StorageError({ where, expected, found, remedy }, { cause });
  }
}

export const newestFirst = (a: StoredFile, b: StoredFile) => b.modified - a.modified;
