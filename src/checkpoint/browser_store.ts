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

/** TypeScript's DOM library does not declare how to list a folder. */
interface Listed {
  values(): AsyncIterable<FileSystemFileHandle | FileSystemDirectoryHandle>;
}

/**
 * Checkpoints in the browser's origin-private file system: they survive a reload, and no other site sees them. A file
 * replaces the old one only when it is completely written (File System standard, `createWritable`).
 * @param root parent of the folder; tests use another than the default
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
        // Empty: the first write under this name was interrupted.
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
          // Creating a handle already makes an empty file.
          if (isNew) await directory.removeEntry(name).catch(() => undefined);
          throw error;
        }
      }),
    remove: async (name) =>
      orStorageError(whereOf(name), 'a file that can be removed', async () => {
        await ifThere(async () => (await open()).removeEntry(name));
      }),
    list: () =>
      orStorageError('browser storage', 'a folder that can be read', async () => {
        const files: StoredFile[] = [];
        for await (const handle of ((await open()) as unknown as Listed).values()) {
          if (handle.kind === 'directory') continue;
          // Another tab may have removed it in the meantime.
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
      'It requires a secure page (https, or http on localhost) outside a private window. Download checkpoints instead.',
  });
}

/** The result of `act`, undefined when the file does not exist. */
async function ifThere<T>(act: () => Promise<T>): Promise<T | undefined> {
  try {
    return await act();
  } catch (error) {
    if (error instanceof DOMException && error.name === 'NotFoundError') return undefined;
    throw error;
  }
}
