import { requireList, requireString, wrongKind } from '../arguments.ts';
import { DataError } from '../errors.ts';
import { type ByteSource, memorySource } from './byte_source.ts';

/** The files of a data set, by name, each opened on demand. */
export interface DataFiles {
  /** Name of the folder in messages. */
  readonly where: string;
  readonly names: readonly string[];
  /** @throws DataError when the file does not exist or cannot be read. */
  open(name: string): ByteSource;
}

/** A file whose bytes are in memory. */
export interface MemoryFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** Files in memory as a folder called `where`. @throws OptionError for anything else, DataError when two share a name. */
export function memoryFiles(where: string, files: readonly MemoryFile[]): DataFiles {
  requireString('loadCocoData: name', 'a name for the folder', where);
  requireList('loadCocoData: files', 'a list of files', files);
  files.forEach((file: Partial<MemoryFile> | null | undefined, index) => {
    const whole = typeof file?.name === 'string' && file.bytes instanceof Uint8Array;
    if (!whole) throw wrongKind(`loadCocoData: files[${index}]`, '{ name, bytes } with a Uint8Array', file);
  });
  return namedFiles(where, files, (file) => memorySource(`${where}/${file.name}`, file.bytes));
}

/** A folder of anything that has names. @throws DataError when two share a name. */
export function namedFiles<F extends { readonly name: string }>(
  where: string,
  files: readonly F[],
  open: (file: F) => ByteSource,
): DataFiles {
  const byName = new Map<string, F>();
  for (const file of files) {
    if (byName.has(file.name)) {
      throw new DataError({
        where: `${where}/${file.name}`,
        expected: 'one file with this name',
        found: 'two',
        remedy: 'Pass the files of a single folder.',
      });
    }
    byName.set(file.name, file);
  }
  return {
    where,
    names: [...byName.keys()],
    open(name) {
      const file = byName.get(name);
      if (file === undefined) throw missingFile(where, name, [...byName.keys()]);
      return open(file);
    },
  };
}

/** The error for a file that is missing from `names`. */
export function missingFile(where: string, wanted: string, names: readonly string[]): DataError {
  return new DataError({
    where,
    expected: `a file ${wanted}`,
    found: names.length === 0 ? 'no files' : listNames(names),
    remedy: 'Pass all files of the CS231n coco_captioning folder.',
  });
}

/** At most eight names: a folder may hold thousands of pictures beside its data. */
function listNames(names: readonly string[]): string {
  const shown = names.slice(0, 8).join(', ');
  return names.length > 8 ? `${shown} and ${names.length - 8} more` : shown;
}
