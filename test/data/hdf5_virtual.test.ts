import { describe, expect, it } from 'vitest';
import { memorySource } from '../../src/data/byte_source.ts';
import type { CaptionDataset } from '../../src/data/dataset.ts';
import { openHdf5 } from '../../src/data/hdf5.ts';
import { loadCocoData } from '../../src/data/load_coco.ts';
import { splitOf } from '../../src/data/split.ts';
import { DataError } from '../../src/errors.ts';
import { describeWithCase, expectedOfCases } from '../support/shared_data.ts';
import { expectFault } from './support/faults.ts';
import type { DatasetToWrite } from './support/write_hdf5.ts';
import {
  blocks,
  everything,
  type MappingToWrite,
  repeated,
  repeatedWide,
  virtualBytes,
} from './support/write_virtual.ts';

/** Six rows of four, counting up: the number in row r, column c is 10 r + c. */
const ROWS = 6;
const COLUMNS = 4;
const at = (row: number, column: number) => 10 * row + column;
const matrix = (rows: number, columns: number, of: (row: number, column: number) => number): DatasetToWrite => ({
  data: Float32Array.from({ length: rows * columns }, (_, i) => of(Math.floor(i / columns), i % columns)),
  shape: [rows, columns],
});
const whole = matrix(ROWS, COLUMNS, at);
const own = (path: string, from: number[], to: number[]): MappingToWrite => ({ file: '.', path, from, to });

/** The virtual dataset, which should be `whole`, from these sources. */
async function read(
  sources: Readonly<Record<string, DatasetToWrite>>,
  mappings: readonly MappingToWrite[],
  name = 'folder/some.h5',
): Promise<void> {
  const bytes = await virtualBytes(sources, new Float32Array(ROWS * COLUMNS), [ROWS, COLUMNS], mappings);
  const dataset = (await openHdf5(memorySource(name, bytes))).dataset('x');
  dataset.require(2, 'float');
  expect(dataset.readFloats(0, ROWS)).toEqual(whole.data);
  expect(dataset.readFloats(3, 5)).toEqual((whole.data as Float32Array).subarray(3 * COLUMNS, 5 * COLUMNS));
}

describe('a virtual dataset is read', () => {
  const halves = { a: matrix(2, COLUMNS, at), b: matrix(4, COLUMNS, (row, column) => at(row + 2, column)) };
  const top = blocks([
    [0, 0],
    [1, 3],
  ]);
  const bottom = blocks([
    [2, 0],
    [5, 3],
  ]);

  it.each(['.', 'some.h5', 'folder/some.h5'])('from datasets of the same file, named %s', async (file) => {
    const mappings = [
      { file, path: '/a', from: everything, to: top },
      { file, path: 'b', from: everything, to: bottom },
    ];
    await read(halves, mappings);
  });

  it('from a row of each of many datasets of one axis', async () => {
    const rows = Array.from({ length: ROWS }, (_, row) => row);
    const sources = Object.fromEntries(
      rows.map((row) => [`r${row}`, { ...matrix(1, COLUMNS, (_, column) => at(row, column)), shape: [COLUMNS] }]),
    );
    await read(
      sources,
      rows.map((row) =>
        own(
          `r${row}`,
          everything,
          blocks([
            [row, 0],
            [row, 3],
          ]),
        ),
      ),
    );
  });

  it('from every other row and column of packed chunks, however the selection is written', async () => {
    const even: DatasetToWrite = {
      ...matrix(ROWS, 9, (row, column) => (column % 4 === 1 ? at(row, Math.floor(column / 4)) : -1)),
      chunks: [2, 5],
      gzip: true,
    };
    const odd = matrix(12, 2, (row, column) => at(Math.floor(row / 2), 2 * Math.floor(row % 2) + column));
    await read({ even, odd }, [own('odd', everything, repeated([0, 1, 6, 1], [0, 1, 4, 1]))]);
    await read({ even, odd }, [
      own('even', repeated([0, 1, 1, 6], [1, 4, 2, 1]), repeatedWide([0, 6, 1, 6], [0, 1, 1, 2])),
      own(
        'odd',
        repeatedWide([1, 2, 6, 1], [0, 2, 1, 2]),
        blocks([
          [0, 2],
          [5, 3],
        ]),
      ),
    ]);
  });

  it('from corners in any order, and numbers of another width', async () => {
    const doubles: DatasetToWrite = { ...whole, data: Float64Array.from(whole.data as Float32Array) };
    const integers: DatasetToWrite = { ...whole, data: Int32Array.from(whole.data as Float32Array) };
    const corners = blocks(
      [
        [4, 0],
        [5, 3],
      ],
      [
        [0, 2],
        [1, 3],
      ],
    );
    const others = blocks(
      [
        [0, 0],
        [1, 1],
      ],
      [
        [2, 0],
        [3, 3],
      ],
    );
    await read({ doubles, integers }, [own('doubles', corners, corners), own('integers', others, others)]);
  });
});

describe('a virtual dataset is refused', () => {
  const refuses = (
    mappings: readonly MappingToWrite[],
    expected: string,
    found: string,
    where = 'some.h5: dataset x',
  ) =>
    expectFault(DataError, { where, expected, found }, () =>
      read({ a: whole, t: { data: 'text', shape: [] } }, mappings),
    );

  it('that takes numbers from another file', async () => {
    const mapping = { file: 'sub/some.h5', path: 'a', from: everything, to: everything };
    const error = await refuses([mapping], 'numbers in this file', 'numbers of a in the file sub/some.h5');
    expect(error.fault.remedy).toContain('Write its numbers into this file');
  });

  it('with numbers that have no source', async () => {
    const part = blocks([
      [0, 0],
      [3, 3],
    ]);
    await refuses([own('a', part, part)], 'numbers', 'never written', 'dataset x, row 4, column 0');
    const [left, low] = [
      blocks([
        [0, 0],
        [5, 2],
      ]),
      blocks([
        [1, 3],
        [5, 3],
      ]),
    ];
    await refuses([own('a', left, left), own('a', low, low)], 'numbers', 'never written', 'dataset x, row 0, column 3');
    await refuses([own('a', part, part), own('a', part, part)], 'numbers', 'never written', 'row 4, column 0');
    await refuses([], 'numbers', 'never written', 'row 0, column 0');
  });

  it('whose source is missing, too small, of another kind or itself', async () => {
    const source = 'dataset x, source b';
    await refuses([own('b', everything, everything)], 'a dataset', 'nothing with this name', source);
    const tooMany = blocks([
      [0, 0],
      [6, 3],
    ]);
    await refuses([own('a', tooMany, everything)], 'a list of sources', 'beyond the end of 6 rows of 4', 'some.h5');
    const fewer = blocks([
      [0, 0],
      [4, 3],
    ]);
    await refuses([own('a', fewer, everything)], 'a list of sources', '20 numbers for 24 elements', 'some.h5');
    await refuses([own('t', everything, everything)], 'float32', 'string', 'source t');
    await refuses([own('x', everything, everything)], 'of other datasets', 'a cycle');
  });

  it('whose sources may grow without limit', async () => {
    const endless = repeatedWide([0, 1, -1, 1], [0, 1, 1, 4]);
    const error = await refuses([own('a', endless, endless)], 'a list of sources', 'grow without limit', 'some.h5');
    expect(error.fault.remedy).toContain('Write the numbers themselves');
  });
});

describeWithCase('virtual_own_name', 'features that are virtual datasets of their own file', (path) => {
  it('are what h5py reads', async () => {
    type Rows = readonly (readonly number[])[];
    const wanted = expectedOfCases<{ virtual_own_name: Readonly<Record<string, Rows | readonly number[]>> }>();
    const data: CaptionDataset = await loadCocoData(path);
    for (const name of ['train', 'val']) {
      const { captions, imageIdxs, features } = splitOf(data, name);
      const expected = (what: string) => wanted.virtual_own_name[`${name}_${what}`]?.flat();
      expect([...captions]).toEqual(expected('captions'));
      expect([...imageIdxs]).toEqual(expected('image_idxs'));
      expect([...features.readRows(Array.from({ length: features.count }, (_, i) => i))]).toEqual(expected('features'));
    }
    data.close();
  });
});
