import type * as FileSystem from 'node:fs';
import { DataError } from '../errors.ts';
import type { ByteSource } from './byte_source.ts';
import { type DataFiles, missingFile } from './data_files.ts';

/**
 * The files of a folder on disk.
 * @throws DataError when this is not a Node process, or the folder cannot be listed
 */
export function folderFiles(path: string): DataFiles {
  const fs = nodeFileSystem(path);
  const folder = path.replace(/(?<=.)[/\\]+$/, '');
  const names = orDataError(path, 'a folder that can be read', () =>
    fs.readdirSync(folder, { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? [] : [entry.name])),
  );
  return {
    where: folder,
    names,
    open(name) {
      if (!names.includes(name)) throw missingFile(folder, name, names);
      return pathSource(fs, `${folder}/${name}`);
    },
  };
}

function pathSource(fs: typeof FileSystem, path: string): ByteSource {
  const handle = orDataError(path, 'a file that can be read', () => fs.openSync(path, 'r'));
  const size = orDataError(path, 'a file that can be read', () => fs.fstatSync(handle).size);
  let closed = false;
  return {
    name: path,
    size,
    readAt: (position, into) =>
      orDataError(path, 'a file that can be read', () => fs.readSync(handle, into, 0, into.length, position)),
    close() {
      if (!closed) fs.closeSync(handle);
      closed = true;
    },
  };
}

/**
 * From `process` instead of an import: an import of node:fs, even a dynamic one, would enter every browser bundle of this
 * library.
 */
function nodeFileSystem(path: string): typeof FileSystem {
  const fs = globalThis.process?.getBuiltinModule?.('node:fs');
  if (fs !== undefined) return fs;
  throw new DataError({
    where: path,
    expected: 'Node 20.16 or newer to read a folder by its path',
    found: 'a browser or an older Node',
    remedy: 'In a browser worker call loadCocoData(files) with the dropped File objects.',
  });
}

function orDataError<T>(where: string, expected: string, act: () => T): T {
  try {
    return act();
  } catch (cause) {
    throw new DataError({ where, expected, found: cause instanceof Error ? cause.message : String(cause) }, { cause });
  }
}
