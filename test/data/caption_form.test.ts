import { describe, expect, it } from 'vitest';
import { loadCocoData } from '../../src/data/load_coco.ts';
import { splitOf } from '../../src/data/split.ts';
import { DataError } from '../../src/errors.ts';
import { describeWithCase } from '../support/shared_data.ts';
import { cocoFolder, filesOf } from './support/coco_folder.ts';
import { expectFault } from './support/faults.ts';

/** The small folder with these captions of val, of word numbers `<NULL>` 0, `<START>` 1, `<END>` 2, a 4, dog 5, runs 6. */
async function load(...val: readonly (readonly number[])[]) {
  const folder = cocoFolder();
  folder.captions.val_captions = { data: Int32Array.from(val.flat()), shape: [val.length, val[0]?.length ?? 0] };
  folder.captions.val_image_idxs = { data: new Int32Array(val.length), shape: [val.length] };
  return loadCocoData({ name: 'small', files: await filesOf(folder) });
}

const good = [1, 4, 5, 6, 2];

describe('captions', () => {
  it.each([
    ['that fill all columns', [1, 4, 5, 6, 2]],
    ['that are shorter', [1, 5, 2, 0, 0]],
    ['that were cut to the columns there are', [1, 4, 5, 6, 6]],
    ['without a word', [1, 2, 0, 0, 0]],
  ])('%s are accepted', async (_, row) => {
    const data = await load(good, row);
    expect([...splitOf(data, 'val').captions]).toEqual([...good, ...row]);
  });

  it.each([
    ['no <START>', [4, 5, 6, 2, 0], 0, '<START> (word number 1)', 'a (word number 4)', 'Put <START> before the first'],
    ['<NULL> in front', [0, 0, 1, 5, 2], 0, '<START> (word number 1)', '<NULL> (word number 0)', 'Put <START>'],
    ['<START> in the middle', [1, 4, 1, 5, 2], 2, 'at the beginning only', '<START>', 'nowhere else'],
    ['<START> after <END>', [1, 4, 2, 1, 5], 3, 'at the beginning only', '<START>', 'nowhere else'],
    ['no <END> though there is room', [1, 4, 5, 0, 0], 3, 'a word or <END>', '<NULL>', 'Put <END> after the last word'],
    ['a gap', [1, 4, 0, 5, 2], 2, 'a word or <END>', '<NULL>', 'Put <END>'],
    ['words after <END>', [1, 4, 2, 5, 0], 3, 'nothing but <NULL>', 'dog (word number 5)', 'Put <END>'],
    ['<END> instead of <NULL>', [1, 4, 2, 2, 2], 3, 'nothing but <NULL>', '<END>', '<NULL> in all columns'],
  ])('with %s are refused', async (_, row, column, expected, found, remedy) => {
    const where = `small/coco2014_captions.h5: dataset val_captions, row 1, column ${column}`;
    const error = await expectFault(DataError, { where, expected, found }, () => load(good, row));
    expect(error.fault.remedy).toContain(remedy);
  });

  it('of which none ends are refused: no model would learn to end one', async () => {
    const fault = { where: 'dataset val_captions', expected: '<END>', found: 'none in 2 captions' };
    await expectFault(DataError, fault, () => load([1, 4, 5, 6, 6], [1, 5, 6, 4, 5]));
  });
});

describeWithCase('captions_no_start', 'captions without <START>', (path) => {
  it('are refused before their first words are lost', async () => {
    const where = `${path}/coco2014_captions.h5: dataset train_captions, row 0, column 0`;
    const fault = { where, expected: '<START>', found: 'a (word number 4)' };
    const error = await expectFault(DataError, fault, () => loadCocoData(path));
    expect(error.fault.remedy).toContain('Put <START> before the first word of every caption');
  });
});

describeWithCase('references_raw', 'raw references', (path) => {
  it('load beside captions', async () => {
    const data = await loadCocoData(path);
    expect(splitOf(data, 'val').references).toEqual([['A red dog runs.'], ['A cat sits!', 'The cat.']]);
    data.close();
  });
});
