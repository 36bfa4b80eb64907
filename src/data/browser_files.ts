import { DataError } from '../errors.ts';
import type { ByteSource } from './byte_source.ts';
import { type DataFiles, namedFiles } from './data_files.ts';

/** Only workers have it; TypeScript's DOM library does not declare it. */
declare const FileReaderSync: (new () => BlobReader) | undefined;

interface BlobReader {
  readAsArrayBuffer(blob: Blob): ArrayBuffer;
}

/**
 * Dropped or chosen files as a folder. Only requested slices are read, so opening a file of any size costs nothing.
 * @throws DataError on a page's main thread, where browsers do not read files synchronously, or when two files share a name
 */
export function browserFiles(files: readonly File[]): DataFiles {
  const where = files[0]?.webkitRelativePath?.split('/')[0] || 'dropped files';
  if (typeof FileReaderSync !== 'function') {
    throw new DataError({
      where,
      expected: 'a worker, which can read files synchronously',
      found: 'a thread without FileReaderSync',
      remedy: 'Call loadCocoData(files) inside a Web Worker, or pass { name, files: [{ name, bytes }] }.',
    });
  }
  const reader = new FileReaderSync();
  return namedFiles(where, files, (file) => fileSource(file, reader));
}

function fileSource(file: File, reader: BlobReader): ByteSource {
  return {
    name: file.name,
    size: file.size,
    readAt(position, into) {
      try {
        const bytes = new Uint8Array(reader.readAsArrayBuffer(file.slice(position, position + into.length)));
        into.set(bytes);
        return bytes.length;
      } catch (cause) {
        throw new DataError(
          {
            where: file.name,
            expected: 'the file as it was when it was chosen',
            found: cause instanceof Error ? cause.message : String(cause),
            remedy: 'It has probably been changed, moved or deleted since: choose it again.',
          },
          { cause },
        );
      }
    },
    close() {},
  };
}
