import { afterEach, describe, expect, it } from 'vitest';
import { memorySource } from '../../src/data/byte_source.ts';
import { type Hdf5File, openHdf5 } from '../../src/data/hdf5.ts';
import { DataError } from '../../src/errors.ts';
import { type DatasetToWrite, hdf5Bytes, tampered } from './support/write_hdf5.ts';

const opened: Hdf5File[] = [];
const open = async (bytes: Uint8Array) => {
  const file = await openHdf5(memorySource('some.h5', bytes));
  opened.push(file);
  return file;
};
afterEach(() => {
  for (const file of opened.splice(0)) file.close();
});

/** 100 rows of 20, counting up. */
const counting = Float32Array.from({ length: 2000 }, (_, i) => i);
const layouts: Record<string, Omit<DatasetToWrite, 'data'>> = {
  contiguous: { shape: [100, 20] },
  chunked: { shape: [100, 20], chunks: [7, 20] },
  'chunked across columns': { shape: [100, 20], chunks: [9, 6] },
  'chunked and gzipped': { shape: [100, 20], chunks: [16, 20], gzip: true },
};

describe('reads', () => {
  it.each(Object.entries(layouts))('%s numbers', async (_, layout) => {
    const dataset = (await open(await hdf5Bytes({ x: { data: counting, ...layout } }))).dataset('x');
    expect(dataset.shape).toEqual([100, 20]);
    expect(dataset.type).toBe('float32');
    expect(dataset.readFloats(0, 100)).toEqual(counting);
    expect(dataset.readFloats(31, 33)).toEqual(counting.subarray(620, 660));
    expect(dataset.readFloats(99, 100)).toEqual(counting.subarray(1980));
    expect(dataset.readFloats(50, 50)).toEqual(new Float32Array(0));
  });

  it.each([
    ['int8', Int8Array.from([-3, 0, 127])],
    ['uint16', Uint16Array.from([1, 2, 65535])],
    ['int32', Int32Array.from([-(2 ** 31), 0, 2 ** 31 - 1])],
    ['int64', BigInt64Array.from([-5n, 0n, 2n ** 31n - 1n])],
  ])('%s as int32', async (type, data) => {
    const dataset = (await open(await hdf5Bytes({ x: { data, shape: [3] } }))).dataset('x');
    expect(dataset.type).toBe(type);
    expect([...dataset.readIntegers(0, 3)]).toEqual([...data].map(Number));
  });

  it('float64 as float32', async () => {
    const data = Float64Array.from([0.1, -1e300, Number.NaN, 3]);
    const dataset = (await open(await hdf5Bytes({ x: { data, shape: [2, 2] } }))).dataset('x');
    expect(dataset.type).toBe('float64');
    expect(dataset.readFloats(0, 2)).toEqual(Float32Array.from(data));
  });

  it('big-endian numbers', async () => {
    const bytes = await hdf5Bytes({ x: { data: Int32Array.from([1, 2, -3]), shape: [3] } }, { old: true });
    // The datatype message of int32; bit 0 of its second byte is the byte order.
    const int32 = [0x10, 0x08, 0, 0, 4, 0, 0, 0, 0, 0, 32, 0];
    const bigEndian = tampered(bytes, int32, [0x10, 0x09]);
    const swapped = tampered(bigEndian, [1, 0, 0, 0, 2, 0, 0, 0], [0, 0, 0, 1, 0, 0, 0, 2, 0xff, 0xff, 0xff, 0xfd]);
    expect([...(await open(swapped)).dataset('x').readIntegers(0, 3)]).toEqual([1, 2, -3]);
  });

  it('a matrix larger than one read', async () => {
    const data = new Float32Array(1_800_000).map((_, i) => i % 9973);
    const dataset = (await open(await hdf5Bytes({ x: { data, shape: [600_000, 3], chunks: [50_001, 3] } }))).dataset(
      'x',
    );
    const read = dataset.readFloats(0, 600_000);
    expect(read.every((value, i) => value === i % 9973)).toBe(true);
  });

  it('a file after a user block', async () => {
    const bytes = await hdf5Bytes({ x: { data: Int32Array.from([8, 9]), shape: [2] } });
    const behind = new Uint8Array(512 + bytes.length);
    behind.set(bytes, 512);
    expect([...(await open(behind)).dataset('x').readIntegers(0, 2)]).toEqual([8, 9]);
  });
});

describe('a source', () => {
  it('that fails passes its error on, and can be read once it works again', async () => {
    const bytes = await hdf5Bytes({ x: { data: counting, shape: [100, 20] } });
    const gone = new DataError({ where: 'some.h5', expected: 'the file', found: 'a file that was deleted' });
    let fail = false;
    const source = memorySource('some.h5', bytes);
    const file = await openHdf5({
      ...source,
      readAt(position, into) {
        if (fail) throw gone;
        return source.readAt(position, into);
      },
    });
    const dataset = file.dataset('x');
    fail = true;
    expect(() => dataset.readFloats(0, 1)).toThrow(gone);
    fail = false;
    expect(dataset.readFloats(0, 1)).toEqual(counting.subarray(0, 20));
    file.close();
  });

  it('is closed once, with the file or when opening fails', async () => {
    const bytes = await hdf5Bytes({ x: { data: counting, shape: [100, 20] } });
    let closed = 0;
    const counted = (content: Uint8Array) => ({ ...memorySource('some.h5', content), close: () => void closed++ });
    const file = await openHdf5(counted(bytes));
    file.close();
    file.close();
    expect(closed).toBe(1);
    await expect(openHdf5(counted(bytes.subarray(0, 5000)))).rejects.toThrow(DataError);
    await expect(openHdf5(counted(new Uint8Array(9)))).rejects.toThrow(DataError);
    await expect(openHdf5(counted(bytes.slice().fill(7, 60, 200)))).rejects.toThrow(DataError);
    expect(closed).toBe(4);
  });
});
