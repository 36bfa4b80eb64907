import { kindOf, wrongKind } from '../arguments.ts';
import { OptionError, StorageError } from '../errors.ts';
import type { Bytes } from '../platform.ts';

/** A place that keeps files by name. What was kept under a name stays whole until what replaces it is whole. */
export interface CheckpointStore {
  /** The file of this name; undefined where there is none. @throws StorageError when it cannot be read */
  read(name: string): Promise<Bytes | undefined>;
  /**
   * Keeps a file, in place of one of the same name.
   * @throws StorageError when the place is denied or full; the file that was there is still there then
   */
  write(name: string, bytes: Uint8Array): Promise<void>;
  /** Does nothing where there is no such file. @throws StorageError when it cannot be removed */
  remove(name: string): Promise<void>;
}

/** A store that can tell what it has. */
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

/** What files of a store may be called: none leads out of its folder, none is hidden. */
const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/;
/** A file that is not whole yet. */
export const PARTIAL = '.part';

/** Bytes of the largest file that can be kept: what Node and browsers still read in one piece. */
export const LARGEST_FILE = 2 ** 31 - 1;

/** @throws StorageError when a file would be too large to be read again */
export function checkSize(where: string, bytes: number, largest = LARGEST_FILE): void {
  if (bytes <= largest) return;
  const remedy = 'Train a smaller model.';
  throw new StorageError({ where, expected: `at most ${largest} bytes`, found: `${bytes}`, remedy });
}

/** @throws OptionError when `name` is none that every store can keep. */
export function checkedName(name: string): string {
  if (typeof name === 'string' && NAME.test(name) && !name.endsWith(PARTIAL)) return name;
  const expected = 'up to 100 letters, digits, dots, hyphens and underscores, such as latest.safetensors';
  throw new OptionError({ where: 'name of a checkpoint', expected, found: kindOf(name) });
}

/** Number of bytes of a file to keep. @throws OptionError when it is none. */
export function sizeOfFile(bytes: Uint8Array): number {
  if (bytes instanceof Uint8Array) return bytes.length;
  throw wrongKind('bytes of a checkpoint', 'a Uint8Array, as saveCheckpoint returns', bytes);
}

const MAKE_ROOM = 'Make room, or keep checkpoints elsewhere; the checkpoints that were there are untouched.';
const LOOK = 'See that the place is there, and that it may be read and changed.';

/** Does `act`. @throws StorageError with its reason when it fails */
export async function orStorageError<T>(where: string, expected: string, act: () => Promise<T>): Promise<T> {
  return attempt(where, expected, LOOK, act);
}

/** As `orStorageError`, where something is written: most often there is no room. */
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
