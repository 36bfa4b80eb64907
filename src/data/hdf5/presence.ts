import { DataError } from '../../errors.ts';

/** The error for numbers missing from a file: HDF5 would silently read its fill value, mostly 0. */
export function neverWritten(where: string): DataError {
  return new DataError({
    where,
    expected: 'numbers',
    found: 'none: they were never written, and HDF5 would return its fill value instead',
    remedy:
      'The program that made the file was stopped or left them out: run it to the end, or make the dataset smaller.',
  });
}
