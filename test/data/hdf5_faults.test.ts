import { afterEach, describe, it } from 'vitest';
import { memorySource } from '../../src/data/byte_source.ts';
import { type Hdf5File, openHdf5 } from '../../src/data/hdf5.ts';
import { DataError } from '../../src/errors.ts';
import { expectFault } from './support/faults.ts';
import { hdf5Bytes, tampered } from './support/write_hdf5.ts';

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

describe('an HDF5 file is refused:', () => {
  const good = () => hdf5Bytes({ x: { data: counting, shape: [100, 20] } });
  const refuses = (where: string, expected: string, found: string, act: () => unknown) =>
    expectFault(DataError, { where, expected, found }, act);

  it('a file that is not HDF5', async () => {
    const page = new TextEncoder().encode('<!DOCTYPE html><html><body>404</body></html>');
    await refuses('some.h5', 'an HDF5 file', 'begins with "<!DOCTYPE html><"', () => open(page));
    await refuses('some.h5', 'an HDF5 file', 'an empty file', () => open(new Uint8Array(0)));
  });

  it('a truncated file', async () => {
    const bytes = await good();
    const whole = `an HDF5 file of ${bytes.length} bytes`;
    await refuses('some.h5', whole, 'only 5000 bytes', () => open(bytes.subarray(0, 5000)));
    await refuses('some.h5', whole, `only ${bytes.length - 1} bytes`, () => open(bytes.subarray(0, bytes.length - 1)));
    await refuses('some.h5', 'a whole HDF5 file', '40 bytes', () => open(bytes.subarray(0, 40)));
  });

  it('a damaged directory', async () => {
    const bytes = (await good()).fill(7, 60, 200);
    await refuses('some.h5', 'a directory of datasets', 'checksum', () => open(bytes));
  });

  it('damaged numbers', async () => {
    const bytes = await hdf5Bytes({ x: { data: counting, shape: [100, 20], chunks: [100, 20], gzip: true } });
    // A zlib stream of level 9 begins with 78 da.
    const dataset = (await open(tampered(bytes, [0x78, 0xda], [0, 0, 0, 0]))).dataset('x');
    await refuses('some.h5: dataset x, rows 0 to 99', 'a chunk of 8000 bytes', 'a damaged gzip stream', () =>
      dataset.readFloats(0, 3),
    );
  });

  it('a dataset that is missing, or is a group', async () => {
    const file = await open(await hdf5Bytes({ x: { data: counting, shape: [2000] } }, { groups: ['g'] }));
    await refuses('some.h5', 'a dataset y', 'g, x', () => file.dataset('y'));
    await refuses('some.h5', 'a dataset g', 'a group with this name', () => file.dataset('g'));
    await refuses('some.h5', 'a dataset x/y/z', 'x', () => file.dataset('x/y/z'));
    const empty = await open(await hdf5Bytes({}));
    await refuses('some.h5', 'a dataset x', 'an empty file', () => empty.dataset('x'));
  });

  it('another rank or type', async () => {
    const file = await open(
      await hdf5Bytes({
        x: { data: counting, shape: [100, 20] },
        i: { data: Int32Array.from([1]), shape: [1] },
        s: { data: 'text', shape: [] },
      }),
    );
    await refuses('dataset x', '1 axis', '2 axes, shape (100, 20)', () => file.dataset('x').require(1, 'float'));
    await refuses('dataset x', 'integers', 'float32', () => file.dataset('x').require(2, 'integer'));
    await refuses('dataset i', 'float32 or float64', 'int32', () => file.dataset('i').require(1, 'float'));
    await refuses('dataset s', '1 axis', '0 axes', () => file.dataset('s').require(1, 'float'));
    await refuses('dataset s', 'float32 or float64', 'string', () => file.dataset('s').require(0, 'float'));
  });

  it('a filter that is not built in, instead of reading garbage', async () => {
    const compressed = { data: counting, shape: [100, 20], chunks: [10, 20], gzip: true };
    const bytes = await hdf5Bytes({ x: compressed }, { old: true });
    // Filter number 1 with a name of 8 bytes, "deflate", becomes number 32001, Blosc's.
    const name = [...new TextEncoder().encode('deflate')];
    const blosc = tampered(bytes, [1, 0, 8, 0, 0, 0, 1, 0, ...name], [1, 0x7d]);
    const file = await open(blosc);
    await refuses('some.h5: dataset x', 'gzip', 'filter deflate (number 32001)', () => file.dataset('x'));
  });

  it('rows that do not exist', async () => {
    const dataset = (await open(await good())).dataset('x');
    await refuses('dataset x', 'rows between 0 and 100', 'rows 99 to 101', () => dataset.readFloats(99, 101));
    await refuses('dataset x', 'rows between 0 and 100', 'rows -1 to 2', () => dataset.readFloats(-1, 2));
    await refuses('dataset x', 'rows between 0 and 100', 'rows 3 to 2', () => dataset.readFloats(3, 2));
    await refuses('dataset x', 'rows between 0 and 100', 'rows 0.5 to 2', () => dataset.readIntegers(0.5, 2));
  });

  it('an integer beyond 32 bits, which would be read as another', async () => {
    const data = BigInt64Array.from([1n, 2n, 3n, 2n ** 32n + 4n]);
    const dataset = (await open(await hdf5Bytes({ x: { data, shape: [2, 2] } }))).dataset('x');
    await refuses('dataset x, row 1', '32 bits', '4294967300', () => dataset.readIntegers(0, 2));
  });

  it('reading from a closed file', async () => {
    const file = await open(await good());
    const dataset = file.dataset('x');
    file.close();
    await refuses('dataset x', 'an open file', 'closed', () => dataset.readFloats(0, 1));
    await refuses('some.h5', 'an open file', 'closed', () => file.dataset('x'));
  });
});
