import type * as FileSystem from 'node:fs/promises';
import { requireText } from '../arguments.ts';
import { StorageError } from '../errors.ts';
import { makeFolder } from '../make_folder.ts';
import { checkedName, type ListedStore, newestFirst, orNoRoom, orStorageError, PARTIAL, sizeOfFile } from './store.ts';

/** A folder that stores files in one piece or in chunks. */
export interface FolderStore extends ListedStore {
  write(name: string, content: Content): Promise<void>;
  /** Resolves when no write is in progress. */
  idle(): Promise<void>;
}

type Content = Uint8Array | AsyncIterable<Uint8Array>;

/**
 * Checkpoints in a folder on disk, which the first write creates. A file is written beside the one that it replaces, flushed
 * to disk and renamed: at any time one of the two exists in full.
 * @throws StorageError when this is not a Node process
 */
export function folderStore(folder: string): FolderStore {
  requireText('folderStore: folder', 'the path of a folder', folder);
  const fs = nodeFileSystem(folder);
  const pathOf = (name: string) => `${folder}/${checkedName(name)}`;
  /** One write at a time: two under one name would share a partial file. */
  let writing: Promise<unknown> = Promise.resolve();

  return {
    read: async (name) =>
      orStorageError(pathOf(name), 'a file that can be read', async () =>
        ifThere(async () => new Uint8Array(await fs.readFile(pathOf(name)))),
      ),
    async write(name, content) {
      const path = pathOf(name);
      const write = () => orNoRoom(path, roomFor(content), () => replace(fs, folder, path, content));
      const written = writing.then(write, write);
      writing = written.catch(() => undefined);
      return written;
    },
    async idle() {
      await writing;
    },
    remove: async (name) =>
      orStorageError(pathOf(name), 'a file that can be removed', () => fs.rm(pathOf(name), { force: true })),
    list: () =>
      orStorageError(folder, 'a folder that can be read', async () => {
        const names = (await ifThere(() => fs.readdir(folder))) ?? [];
        const files = names.filter((name) => !name.startsWith('.') && !name.endsWith(PARTIAL));
        const listed = files.map(async (name) => {
          const { size, mtimeMs, isFile } = await statOf(fs, `${folder}/${name}`);
          return isFile ? [{ name, bytes: size, modified: mtimeMs }] : [];
        });
        return (await Promise.all(listed)).flat().sort(newestFirst);
      }),
  };
}

/** @throws OptionError for content that is neither bytes nor chunks of bytes */
function roomFor(content: Content): string {
  const chunks = typeof content === 'object' && content !== null && Symbol.asyncIterator in content;
  return chunks ? 'room for a file' : `room for ${sizeOfFile(content)} bytes`;
}

async function replace(fs: typeof FileSystem, folder: string, path: string, content: Content): Promise<void> {
  const partial = `${path}${PARTIAL}`;
  makeFolder(folder);
  try {
    const file = await fs.open(partial, 'w');
    try {
      await fs.writeFile(file, content);
      await file.sync();
    } finally {
      await file.close();
    }
    await fs.rename(partial, path);
  } catch (error) {
    await fs.rm(partial, { force: true }).catch(() => undefined);
    throw error;
  }
}

async function statOf(fs: typeof FileSystem, path: string) {
  const stat = await fs.stat(path);
  return { size: stat.size, mtimeMs: stat.mtimeMs, isFile: stat.isFile() };
}

/** The result of `act`, undefined when the file or folder does not exist. */
async function ifThere<T>(act: () => Promise<T>): Promise<T | undefined> {
  try {
    return await act();
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

/** From `process`: an import of node:fs, even a dynamic one, would enter every browser bundle of this library. */
function nodeFileSystem(where: string): typeof FileSystem {
  const fs = globalThis.process?.getBuiltinModule?.('node:fs/promises');
  if (fs !== undefined) return fs;
  const remedy = 'In a browser use browserStore().';
  throw new StorageError({ where, expected: 'Node 20.16 or newer', found: 'a browser or an older Node', remedy });
}
