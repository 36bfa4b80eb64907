import { DataError } from '../../errors.ts';

/** The error for numbers that a file does not hold: HDF5 would read its fill value, mostly 0, and say nothing. */
export function neverWritten(where: string): DataError {
  return new DataError({
    where,
    expected: 'numbers',
    found: 'none: they were never written, and HDF5 would read its fill value in their place',
    remedy:
      'The program that made the file was stopped, or left them out: let it write them, or make the dataset smaller.',
  });
}
