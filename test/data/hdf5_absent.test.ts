import { describe, expect, it } from 'vitest';
import { memorySource } from '../../src/data/byte_source.ts';
import { openHdf5 } from '../../src/data/hdf5.ts';
import { loadCocoData } from '../../src/data/load_coco.ts';
import { DataError } from '../../src/errors.ts';
import { cocoFolder, filesOf } from './support/coco_folder.ts';
import { type ExpectedFault, expectFault } from './support/faults.ts';
import { contiguousLayoutAt, type Formats, hdf5Bytes, tampered, wide } from './support/write_hdf5.ts';

/** 100 rows of 20, counting up. */
const data = Float32Array.from({ length: 2000 }, (_, i) => i);
const shape = [100, 20];
const NEVER = 'never written';

async function refuses(bytes: Uint8Array, fault: ExpectedFault): Promise<DataError> {
  const open = async () => (await openHdf5(memorySource('some.h5', bytes))).dataset('x').require(2, 'float');
  return expectFault(DataError, fault, open);
}

describe('numbers that HDF5 would fill in are refused:', () => {
  it('a dataset that was created but never written', async () => {
    const bytes = await hdf5Bytes({ x: { data, shape } }, { old: true });
    bytes.set(wide(2n ** 64n - 1n), contiguousLayoutAt(bytes, 8000) + 2);
    await refuses(bytes, { where: 'some.h5: dataset x', expected: 'numbers', found: NEVER });
  });

  const formats: Formats[] = [
    ['earliest', 'latest'],
    ['v110', 'latest'],
    ['latest', 'latest'],
  ];
  const limits = [
    [null, 20],
    [null, null],
    [500, 20],
  ];
  it.each(formats.flatMap((libver) => limits.map((maxshape) => ({ libver, maxshape }))))(
    'chunks that were never written: %j',
    async ({ libver, maxshape }) => {
      const grow = (dataset: unknown) => (dataset as { resize(to: number[]): number }).resize([140, 20]);
      const layout = { shape, chunks: [16, 20], maxshape };
      const bytes = await hdf5Bytes(
        { x: { data, ...layout } },
        { formats: libver, change: (file) => void grow(file.get('x')) },
      );
      const error = await refuses(bytes, { where: 'dataset x, rows 112 to 127', expected: 'numbers', found: NEVER });
      expect(error.fault.remedy).toContain('run it to the end');
    },
  );

  it('features that were written halfway, before training on them', async () => {
    const folder = cocoFolder();
    folder.features['val2014_vgg16_fc7_pca.h5'] = {};
    const features = { data: Float32Array.of(1, 2, 3), shape: [1, 3], chunks: [1, 3], maxshape: [null, 3] };
    const grow = (dataset: unknown) => (dataset as { resize(to: number[]): number }).resize([2, 3]);
    const half = await hdf5Bytes({ features }, { change: (file) => void grow(file.get('features')) });
    const files = (await filesOf(folder)).map((file) =>
      file.name.startsWith('val2014_vgg16') ? { ...file, bytes: half } : file,
    );
    const where = 'small/val2014_vgg16_fc7_pca.h5: dataset features, rows 1 to 1';
    await expectFault(DataError, { where, expected: 'numbers', found: NEVER }, () =>
      loadCocoData({ name: 'small', files }),
    );
  });

  it('numbers in other files', async () => {
    // The message that holds the fill value, 16 bytes long, becomes a list of other files.
    const bytes = await hdf5Bytes({ x: { data, shape } }, { old: true });
    const header = bytes.subarray(contiguousLayoutAt(bytes, 8000) - 200);
    const at = header.findIndex((_, i) => header[i] === 5 && header[i + 1] === 0 && header[i + 4] === 1);
    header[at] = 7;
    await refuses(bytes, { where: 'dataset x', expected: 'numbers in this file', found: 'external storage' });
  });

  it('links that lead out of the file, to nothing, or in a cycle', async () => {
    const linked = (link: (file: import('h5wasm').File) => void) => hdf5Bytes({}, { change: link });
    const outside = await linked((file) => void file.create_external_link('other.h5', '/features', 'x'));
    await refuses(outside, { where: 'some.h5', expected: 'a dataset x', found: 'a link into the file other.h5' });
    const nothing = await linked((file) => void file.create_soft_link('/none', 'x'));
    await refuses(nothing, { where: 'some.h5', expected: 'a dataset x', found: 'a link to nothing' });
    const cycle = await linked((file) => {
      file.create_soft_link('/y', 'x');
      file.create_soft_link('/x', 'y');
    });
    await refuses(cycle, { where: 'some.h5', expected: 'a dataset x', found: 'in a cycle' });
  });
});

describe('announced sizes are checked against the length of the file:', () => {
  it('rows beyond the end', async () => {
    const bytes = await hdf5Bytes({ x: { data, shape } }, { old: true });
    // Dimensions, and their limits.
    const longer = tampered(bytes, [...wide(100), ...wide(20)], [...wide(2 ** 50), ...wide(20)]);
    const fault = { where: 'dataset x', expected: `${2 ** 50 * 80} bytes of numbers`, found: 'only 8000' };
    await refuses(longer, fault);
    const endless = tampered(bytes, [...wide(100), ...wide(20)], [...wide(2n ** 63n), ...wide(20)]);
    await refuses(endless, { where: 'some.h5', expected: 'a description of a dataset', found: 'a size of 9223372036' });
  });

  it('more chunks than the file has bytes, and chunks larger than they can unpack to', async () => {
    const layout = { shape, chunks: [16, 20], maxshape: [null, 20] };
    const plain = await hdf5Bytes({ x: { data, ...layout } }, { old: true });
    const many = tampered(plain, [...wide(100), ...wide(20)], [...wide(2 ** 50), ...wide(20)]);
    await refuses(many, { where: 'dataset x, rows 0 to 15', expected: 'numbers', found: NEVER });
    const gzipped = await hdf5Bytes({ x: { data, shape, chunks: shape, gzip: true } }, { old: true });
    const chunkSizes = [100, 0, 0, 0, 20, 0, 0, 0, 4, 0, 0, 0];
    const wider = tampered(gzipped, chunkSizes, [0, 0, 32, 0]);
    await refuses(wider, {
      where: 'dataset x, rows 0 to 99',
      expected: `a chunk of ${2 ** 21 * 80} bytes`,
      found: 'only 2305 bytes',
    });
    const widest = tampered(gzipped, chunkSizes, [0, 0, 0, 255]);
    await refuses(widest, { where: 'dataset x', expected: 'chunks below 1 GiB', found: 'bytes' });
  });
});

describe('a file that its writer has not closed', () => {
  it('is refused with the command that clears the mark', async () => {
    const bytes = await hdf5Bytes({ x: { data, shape } }, { formats: ['latest', 'latest'], leftOpen: true });
    const fault = { where: 'some.h5', expected: 'a file that is closed', found: 'open for writing' };
    const error = await refuses(bytes, fault);
    expect(error.fault.remedy).toContain('h5clear -s some.h5');
  });
});
