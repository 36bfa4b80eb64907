import { describe, expect, it } from 'vitest';
import { memorySource } from '../../src/data/byte_source.ts';
import { writeHdf5 } from '../../src/data/hdf5/write.ts';
import { openHdf5 } from '../../src/data/hdf5.ts';
import { Random } from '../../src/random.ts';
import { hdf5Module } from './support/hdf5_module.ts';
import { type DatasetToWrite, type Formats, hdf5Bytes } from './support/write_hdf5.ts';

const open = async (bytes: Uint8Array) => (await openHdf5(memorySource('some.h5', bytes))).dataset('x');

/** More than the 1024 chunks that make one page of an index. */
const ROWS = 1100;
const COLUMNS = 4;
/** Not to be compressed away. */
const random = new Random(3);
const data = Float32Array.from({ length: ROWS * COLUMNS }, () => random.below(1 << 24));

const formats: Formats[] = [
  ['earliest', 'latest'],
  ['v108', 'latest'],
  ['v110', 'latest'],
  ['latest', 'latest'],
];
/** How far the dataset may grow decides how its chunks are found. */
const limits: Record<string, DatasetToWrite['maxshape'] & object> = {
  'a fixed shape': [ROWS, COLUMNS],
  'limits beyond its shape': [4000, 7],
  'endless rows': [null, COLUMNS],
  'endless columns': [ROWS, null],
  'no limits': [null, null],
};
const chunkings = [
  [1, COLUMNS],
  [7, 3],
  [ROWS, COLUMNS],
];

describe.each(formats)('HDF5 in formats from %s to %s', (...libver) => {
  describe.each(Object.entries(limits))('with %s', (_, maxshape) => {
    it.each(chunkings.flatMap((chunks) => [false, true].map((gzip) => ({ chunks, gzip }))))(
      'gives every row of chunks %j',
      async ({ chunks, gzip }) => {
        const bytes = await hdf5Bytes(
          { x: { data, shape: [ROWS, COLUMNS], chunks, gzip, maxshape } },
          { formats: libver },
        );
        const dataset = await open(bytes);
        dataset.require(2, 'float');
        expect(dataset.readFloats(0, ROWS)).toEqual(data);
        expect(dataset.readFloats(700, 733)).toEqual(data.subarray(700 * COLUMNS, 733 * COLUMNS));
      },
    );
  });

  it('finds a dataset among hundreds', async () => {
    const names = Array.from({ length: 400 }, (_, i) => `another_${'y'.repeat(i % 40)}_${i}`);
    const others = Object.fromEntries(names.map((name, i): [string, DatasetToWrite] => [name, one(i)]));
    const bytes = await hdf5Bytes({ ...others, x: one(-5) }, { formats: libver });
    const file = await openHdf5(memorySource('some.h5', bytes));
    expect(file.names).toEqual([...names, 'x'].sort());
    names.forEach((name, i) => {
      expect(file.dataset(name).readIntegers(0, 1)).toEqual(Int32Array.of(i));
    });
    expect([...file.dataset('x').readIntegers(0, 1)]).toEqual([-5]);
  });

  it('follows links to other places of the file', async () => {
    const bytes = await hdf5Bytes(
      {},
      {
        formats: libver,
        change(file) {
          file
            .create_group('deep')
            .create_group('deeper')
            .create_dataset({ name: 'real', data: Int32Array.of(3, 4) });
          file.create_soft_link('/deep/deeper/real', 'alias');
          file.create_soft_link('alias', 'x');
        },
      },
    );
    expect([...(await open(bytes)).readIntegers(0, 2)]).toEqual([3, 4]);
  });

  it('gives the remaining rows of a dataset that was made smaller', async () => {
    const bytes = await hdf5Bytes(
      { x: { data, shape: [ROWS, COLUMNS], chunks: [16, 4], maxshape: [null, COLUMNS] } },
      { formats: libver, change: (file) => void resize(file.get('x'), [99, COLUMNS]) },
    );
    const dataset = await open(bytes);
    dataset.require(2, 'float');
    expect(dataset.shape).toEqual([99, COLUMNS]);
    expect(dataset.readFloats(0, 99)).toEqual(data.subarray(0, 99 * COLUMNS));
  });
});

describe('writeHdf5', () => {
  it('writes files that the HDF5 library reads', async () => {
    const shape = [3, 2];
    const floats = Float32Array.of(0.5, -1, 3e38, 0, -0, 1e-40);
    const integers = Int32Array.of(-(2 ** 31), 0, 2 ** 31 - 1);
    const bytes = writeHdf5({
      train_features: { data: floats, shape },
      i: { data: integers, shape: [3] },
      none: { data: new Int32Array(0), shape: [0, 7] },
    });
    const { h5wasm, module } = await hdf5Module();
    module.FS.writeFile('/ours.h5', bytes);
    const file = new h5wasm.File('/ours.h5', 'r');
    const contentOf = (name: string) => {
      const dataset = file.get(name);
      return dataset instanceof h5wasm.Dataset ? [dataset.shape, dataset.value] : undefined;
    };
    expect(file.keys()).toEqual(['i', 'none', 'train_features']);
    expect(contentOf('train_features')).toEqual([shape, floats]);
    expect(contentOf('i')).toEqual([[3], integers]);
    expect(contentOf('none')).toEqual([[0, 7], new Int32Array(0)]);
    file.close();
  });
});

function one(value: number): DatasetToWrite {
  return { data: Int32Array.of(value), shape: [1] };
}

function resize(dataset: unknown, shape: readonly number[]): void {
  (dataset as { resize(shape: readonly number[]): number }).resize(shape);
}
