import { describe, expect, it } from 'vitest';
import { memorySource } from '../../src/data/byte_source.ts';
import { openHdf5 } from '../../src/data/hdf5.ts';
import { DataError } from '../../src/errors.ts';
import { Random } from '../../src/random.ts';
import { type Formats, hdf5Bytes } from './support/write_hdf5.ts';

const random = new Random(11);
const data = Float32Array.from({ length: 1200 }, () => random.below(1 << 24));
const layouts = {
  plain: { shape: [120, 10] },
  'a tree of chunks': { shape: [120, 10], chunks: [7, 10], gzip: true },
  'an array of chunks': { shape: [120, 10], chunks: [7, 10], gzip: true, maxshape: [null, 10] },
  'two growing axes': { shape: [120, 10], chunks: [7, 5], gzip: true, maxshape: [null, null] },
};

const readAll = async (bytes: Uint8Array): Promise<Float32Array> => {
  const file = await openHdf5(memorySource('some.h5', bytes));
  const dataset = file.dataset('x');
  dataset.require(2, 'float');
  const read = dataset.readFloats(0, dataset.shape[0] ?? 0);
  file.close();
  return read;
};

/** `bytes` with one to eight changes: bytes of any value, runs of zeros or ones, pieces copied to elsewhere, or cut off. */
function mutated(bytes: Uint8Array): Uint8Array {
  const copy = bytes.slice();
  for (let changes = random.below(8) + 1; changes > 0; changes--) {
    const at = random.below(copy.length);
    const length = random.below(12) + 1;
    const kind = random.below(8);
    if (kind < 4) copy[at] = random.below(256);
    else if (kind === 4) copy.fill(0, at, at + length);
    else if (kind === 5) copy.fill(255, at, at + length);
    else if (kind === 6) copy.copyWithin(at, random.below(copy.length), copy.length - length);
    else return copy.subarray(0, at);
  }
  return copy;
}

/** What came of `count` mutated files: numbers, or a `DataError`; anything else is thrown. */
async function outcomes(bytes: Uint8Array, count: number): Promise<Float32Array[]> {
  const read: Float32Array[] = [];
  for (let i = 0; i < count; i++) {
    try {
      read.push(await readAll(mutated(bytes)));
    } catch (error) {
      if (!(error instanceof DataError)) throw error;
    }
  }
  return read;
}

describe.each(Object.entries(layouts))('damaged HDF5 files with %s', (name, layout) => {
  const write = (formats: Formats) => hdf5Bytes({ x: { data, ...layout } }, { formats });

  it('in the oldest format are numbers or a DataError, never anything else', async () => {
    const bytes = await write(['earliest', 'latest']);
    const read = await outcomes(bytes, 600);
    expect(read.length).toBeLessThan(600);
    expect(await readAll(bytes)).toEqual(data);
  });

  it('in the newest format are the same numbers or a DataError, thanks to checksums', async () => {
    const bytes = await write(['latest', 'latest']);
    const read = await outcomes(bytes, 600);
    expect(read.length).toBeLessThan(600);
    // Numbers that are not packed have no checksum.
    if (name !== 'plain') for (const numbers of read) expect(numbers).toEqual(data);
    expect(await readAll(bytes)).toEqual(data);
  });
});

it('after thousands of unreadable files, valid ones open, in no more memory', async () => {
  const bytes = await hdf5Bytes({ x: { data, shape: [120, 10] } });
  const cut = bytes.subarray(0, bytes.length - 100);
  globalThis.gc?.();
  const before = process.memoryUsage().arrayBuffers;
  for (let i = 0; i < 5000; i++) {
    await expect(readAll(cut)).rejects.toThrow(DataError);
  }
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(100e6);
  expect(await readAll(bytes)).toEqual(data);
});
