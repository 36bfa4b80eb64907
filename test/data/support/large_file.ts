import { closeSync, ftruncateSync, openSync, writeSync } from 'node:fs';
import { hdf5Bytes, tampered, wide } from './write_hdf5.ts';

/**
 * Writes an HDF5 file with one contiguous float32 dataset `features` (rows, columns) that takes no space on disk: all
 * zeros, but for the rows in `marked`, whose first number is their own number. A small file is written and its sizes
 * are changed, for the whole of a large one would not fit into the memory of h5wasm.
 */
export async function writeLargeFeatures(path: string, rows: number, columns: number, marked: readonly number[]) {
  const smallRows = 77;
  const small = await hdf5Bytes(
    { features: { data: new Float32Array(smallRows * columns), shape: [smallRows, columns] } },
    { old: true },
  );
  const dataStart = small.length - smallRows * columns * 4;
  const size = dataStart + rows * columns * 4;
  const sized = [
    // Dimensions and maximum dimensions of the dataspace, bytes of the contiguous layout, end of the file.
    [[...wide(smallRows), ...wide(columns)], wide(rows)],
    [[...wide(smallRows), ...wide(columns)], wide(rows)],
    [wide(smallRows * columns * 4), wide(rows * columns * 4)],
    [wide(small.length), wide(size)],
  ] as const;
  const large = sized.reduce((bytes, [from, to]) => tampered(bytes, from, to), small);
  const file = openSync(path, 'w');
  try {
    writeSync(file, large.subarray(0, dataStart), 0, dataStart, 0);
    ftruncateSync(file, size);
    for (const row of marked) writeSync(file, Float32Array.of(row), 0, 4, dataStart + row * columns * 4);
  } finally {
    closeSync(file);
  }
}
