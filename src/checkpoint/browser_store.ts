import { requireCallback, requireText } from '../arguments.ts';
import { StorageError } from '../errors.ts';
import type { Directory } from '../platform.ts';
import {
  checkedName,
  type ListedStore,
  newestFirst,
  orNoRoom,
  orStorageError,
  type StoredFile,
  sizeOfFile,
} from './store.ts';

type Root = () => Promise<Directory>;

/** TypeScript's page library does not know how to list a folder. */
interface Listed {
  values(): AsyncIterable<FileSystemFileHandle | FileSystemDirectoryHandle>;
}

/**
 * Checkpoints in the browser's origin-private file system: they survive a reload, and no other site sees them. A file
 * takes the place of the old one only when all of it is written (File System standard, `createWritable`).
 * @param root where the folder lies; another place than the default is for tests
 */
export function browserStore(folder = 'fourgate-checkpoints', root: Root = originPrivate): ListedStore {
  requireText('browserStore: folder', 'the name of a folder', folder);
  requireCallback('browserStore: root', root);
  const open = async () => (await root()).getDirectoryHandle(folder, { create: true });
  const whereOf = (name: string) => `browser storage: ${checkedName(name)}`;

  return {
    read: async (name) =>
      orStorageError(whereOf(name), 'a file that can be read', async () => {
        const file = await ifThere(async () => (await (await open()).getFileHandle(name)).getFile());
        // Empty: a new name whose first writing was cut off.
        return file && file.size > 0 ? new Uint8Array(await file.arrayBuffer()) : undefined;
      }),
    write: async (name, bytes) =>
      orNoRoom(whereOf(name), `room for ${sizeOfFile(bytes)} bytes`, async () => {
        const directory = await open();
        const isNew = (await ifThere(() => directory.getFileHandle(name))) === undefined;
        const handle = await directory.getFileHandle(name, { create: true });
        try {
          await replace(handle, bytes);
        } catch (error) {
          // The handle of a new name is an empty file already.
          if (isNew) await directory.removeEntry(name).catch(() => undefined);
          throw error;
        }
      }),
    remove: async (name) =>
      orStorageError(whereOf(name), 'a file that can go', async () => {
        await ifThere(async () => (await open()).removeEntry(name));
      }),
    list: () =>
      orStorageError('browser storage', 'a folder that can be read', async () => {
        const files: StoredFile[] = [];
        for await (const handle of ((await open()) as unknown as Listed).values()) {
          if (handle.kind === 'directory') continue;
          // Another tab may have removed it since.
          const file = await ifThere(() => handle.getFile());
          if (file) files.push({ name: file.name, bytes: file.size, modified: file.lastModified });
        }
        return files.sort(newestFirst);
      }),
  };
}

async function replace(handle: FileSystemFileHandle, bytes: Uint8Array): Promise<void> {
  const writable = await handle.createWritable();
  try {
    await writable.write(new Uint8Array(bytes));
    await writable.close();
  } catch (error) {
    await writable.abort().catch(() => undefined);
    throw error;
  }
}

async function originPrivate(): Promise<FileSystemDirectoryHandle> {
  const storage = globalThis.navigator?.storage;
  if (typeof storage?.getDirectory === 'function') return storage.getDirectory();
  throw new StorageError({
    where: 'browser storage',
    expected: 'the origin-private file system',
    found: 'none',
    remedy:
      'It needs a secure page (https, or http on this machine) and no private window. Download checkpoints instead.',
  });
}

/** What `act` gives, undefined when the file is not there. */
async function ifThere<T>(act: () => Promise<T>): Promise<T | undefined> {
  try {
    return await act();
  } catch (error) {
    if (error instanceof DOMException && error.name === 'NotFoundError') return undefined;
    throw error;
  }
}
