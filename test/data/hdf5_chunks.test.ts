import { zlibSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { memorySource } from '../../src/data/byte_source.ts';
import { openFeatures } from '../../src/data/features.ts';
import { unfilter } from '../../src/data/hdf5/filters.ts';
import { openHdf5 } from '../../src/data/hdf5.ts';
import { DataError } from '../../src/errors.ts';
import { Random } from '../../src/random.ts';
import { expectFault } from './support/faults.ts';
import { hdf5Bytes, tampered } from './support/write_hdf5.ts';

/** Whole numbers that hardly get shorter when they are packed. */
const random = new Random(7);
const data = Float32Array.from({ length: 600 }, () => random.below(1 << 24));

/** 60 rows of 10 in chunks of 20 rows, gzipped; of the second chunk other bytes than it says. */
async function withSecondChunk(content: Uint8Array, endWith: readonly number[] = []): Promise<Uint8Array> {
  const layout = { shape: [60, 10], chunks: [20, 10], gzip: true };
  const bytes = await hdf5Bytes({ features: { data, ...layout } }, { old: true });
  const stream = [...zlibSync(content, { level: 9 })];
  stream.splice(stream.length - endWith.length, endWith.length, ...endWith);
  const places = [...bytes].flatMap((_, at) => (bytes[at] === 0x78 && bytes[at + 1] === 0xda ? [at] : []));
  const [first = 0, second = 0, third = 0] = places;
  const sizeOfSecond = third - second;
  expect(second - first).toBeGreaterThan(stream.length);
  bytes.set(stream, second);
  // A key of the tree: bytes and filters of the chunk, then its place, row 20.
  const key = (size: number) => [...new Uint8Array(Uint32Array.of(size, 0).buffer)];
  const row20 = [20, 0, 0, 0, 0, 0, 0, 0];
  return tampered(bytes, [...key(sizeOfSecond), ...row20], key(stream.length));
}

const openAll = async (bytes: Uint8Array, keptBytes?: number) =>
  openFeatures(await openHdf5(memorySource('some.h5', bytes)), keptBytes);
const chunk = new Uint8Array(data.buffer.slice(800, 1600));
const small = new Uint8Array(data.buffer.slice(800, 1500));

describe('a gzip chunk', () => {
  it('is read when another stream of the same size replaces it', async () => {
    const zeros = await openAll(await withSecondChunk(new Uint8Array(800)));
    const read = zeros.readRows([19, 20, 39, 40]);
    expect(read.subarray(0, 10)).toEqual(data.subarray(190, 200));
    expect(read.subarray(10, 30)).toEqual(new Float32Array(20));
    expect(read.subarray(30)).toEqual(data.subarray(400, 410));
  });

  const where = 'some.h5: dataset features, rows 20 to 39';
  it.each<[string, Uint8Array, number[], string]>([
    ['shorter than it claims', small, [], '700 bytes'],
    ['empty', new Uint8Array(0), [], '0 bytes'],
    ['longer than it claims', new Uint8Array(5000), [], 'a longer gzip stream'],
    ['of which the end is wrong', chunk.subarray(0, 600), [1, 2, 3, 4], 'checksum'],
  ])('%s is refused, not padded with uninitialised memory', async (_, content, end, found) => {
    const bytes = await withSecondChunk(content, end);
    const fault = { where, expected: 'a chunk of 800 bytes', found };
    await expectFault(DataError, fault, () => openAll(bytes));
    // A matrix that stays on disk says so when the rows are asked for; the others can be read.
    const onDisk = await openAll(bytes, 0);
    expect(onDisk.readRows([5, 45])).toEqual(Float32Array.of(...data.subarray(50, 60), ...data.subarray(450, 460)));
    await expectFault(DataError, fault, () => onDisk.readRows([5, 25]));
    onDisk.close();
  });
});

describe('filters', () => {
  const filter = (id: number, ...values: number[]) => ({ id, name: '', values });
  const undo = (bytes: readonly number[], length: number, ...filters: ReturnType<typeof filter>[]) => [
    ...unfilter(Uint8Array.from(bytes), filters, 0, length, 'chunk'),
  ];

  it('shuffle: all first bytes, then all second ones', () => {
    expect(undo([1, 2, 3, 11, 12, 13], 6, filter(2, 2))).toEqual([1, 11, 2, 12, 3, 13]);
  });

  it('fletcher32: two sums of pairs of bytes', async () => {
    // 0x0102 + 0x0304 = 0x0406; 0x0102 + 0x0406 = 0x0508.
    expect(undo([1, 2, 3, 4, 0x06, 0x04, 0x08, 0x05], 4, filter(3))).toEqual([1, 2, 3, 4]);
    await expectFault(DataError, { where: 'chunk', expected: '4 bytes', found: 'Fletcher checksum' }, () =>
      undo([1, 2, 3, 5, 0x06, 0x04, 0x08, 0x05], 4, filter(3)),
    );
    await expectFault(DataError, { where: 'chunk', expected: '4 bytes', found: 'Fletcher' }, () =>
      undo([1], 4, filter(3)),
    );
  });

  it('LZF: literal runs, and copies that may overlap themselves', async () => {
    // "abc", then 6 from 3 back, then 20 from 1 back.
    const packed = [2, 97, 98, 99, 4 << 5, 2, 7 << 5, 11, 0];
    expect(String.fromCharCode(...undo(packed, 29, filter(32000)))).toBe(`abcabcabc${'c'.repeat(20)}`);
    const wrong = (bytes: number[], length: number) => () => undo(bytes, length, filter(32000));
    const refused = (found: string) => ({ where: 'chunk', expected: 'a chunk of', found });
    await expectFault(DataError, refused('damaged'), wrong([0, 97, 1 << 5, 9], 10));
    await expectFault(DataError, refused('2 bytes'), wrong([2, 97, 98], 3));
    await expectFault(DataError, refused('damaged'), wrong(packed, 20));
  });

  it('scale-offset: differences from the minimum, in as few bits as they need', async () => {
    // 4 int32 from −5 on in 3 bits: −5, −4, 1 and the code that stands for the fill value 9.
    const header = (bits: number, least: number[]) => [bits, 0, 0, 0, 8, ...least, ...new Array(8).fill(0)];
    const minusFive = [0xfb, ...new Array(7).fill(0xff)];
    const codes = [0b000_001_11, 0b0_111_0000];
    const settings = [2, 0, 4, 0, 4, 1, 0, 1, 9, 0];
    const bytes = undo([...header(3, minusFive), ...codes], 16, filter(6, ...settings));
    expect([...new Int32Array(Uint8Array.from(bytes).buffer)]).toEqual([-5, -4, 1, 9]);
    // 2 float32, hundredths from 0.5 on.
    const half = [...new Uint8Array(Float32Array.of(0.5, 0).buffer)];
    const floats = undo([...header(8, half), 25, 100], 8, filter(6, 0, 2, 2, 1, 4, 1, 0, 0));
    expect([...new Float32Array(Uint8Array.from(floats).buffer)]).toEqual([0.75, 1.5]);
    const short = { where: 'chunk', expected: '16 bytes', found: 'too few bytes for 4 numbers of 32 bits' };
    await expectFault(DataError, short, () => undo([...header(32, minusFive), ...codes], 16, filter(6, ...settings)));
  });

  it('a chunk that skipped a filter is unchanged by it', () => {
    const [deflate, shuffle] = [filter(1), filter(2, 2)];
    const bytes = Uint8Array.of(1, 3, 2, 4);
    expect([...unfilter(bytes, [shuffle, deflate], 0b10, 4, 'chunk')]).toEqual([1, 2, 3, 4]);
    expect([...unfilter(bytes, [shuffle, deflate], 0b11, 4, 'chunk')]).toEqual([1, 3, 2, 4]);
  });
});
