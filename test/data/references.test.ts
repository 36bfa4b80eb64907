import { describe, expect, it } from 'vitest';
import { loadCocoData } from '../../src/data/load_coco.ts';
import { referencesOf, spreadImages } from '../../src/data/references.ts';
import { splitOf } from '../../src/data/split.ts';
import { DataError } from '../../src/errors.ts';
import { cocoFolder, filesOf } from './support/coco_folder.ts';
import { expectFault } from './support/faults.ts';

/** The small folder with a `references.json` of that content. */
async function load(references: unknown) {
  const text = typeof references === 'string' ? references : JSON.stringify(references);
  const files = [...(await filesOf(cocoFolder())), { name: 'references.json', bytes: new TextEncoder().encode(text) }];
  return loadCocoData({ name: 'small', files });
}

describe('references', () => {
  it('are those of references.json if it has the split, else those of the caption table', async () => {
    const val = [['a spotted dog runs', 'a dog runs away from me'], ['nothing']];
    const data = await load({ val, other: 'of no interest' });
    const [train, held] = [splitOf(data, 'train'), splitOf(data, 'val')];
    expect(held.references).toEqual(val);
    expect(referencesOf(data, held, 0)).toEqual(val[0]);
    expect(train.references).toBeUndefined();
    expect(referencesOf(data, train, 0)).toEqual(['a dog runs', 'a dog']);
    expect(referencesOf(data, train, 2)).toEqual(['a <UNK> runs']);
    expect(referencesOf(data, train, 3)).toEqual([]);
  });

  it.each([
    ['[', { where: 'small/references.json', expected: 'JSON', found: 'JSON' }],
    [[], { where: 'small/references.json', expected: 'an object', found: 'a list' }],
    [{ val: {} }, { where: 'references.json: val', expected: 'a list of lists', found: 'a object' }],
    [{ val: [['a']] }, { where: 'references.json: val', expected: '2 lists', found: '1' }],
    [{ val: [['a'], []] }, { where: 'val, image 1', expected: 'at least one caption', found: 'none' }],
    [{ val: [['a'], ['', ' . ']] }, { where: 'val, image 1', expected: 'with words', found: 'none' }],
    [{ val: [['a'], null] }, { where: 'val, image 1', expected: 'a list', found: 'null' }],
    [{ val: ['a', 'b'] }, { where: 'val, image 0', expected: 'a list', found: 'a string' }],
    [{ val: [['a', 1], ['b']] }, { where: 'val, image 0', expected: 'a list', found: 'a list of other things' }],
  ])('reports what is wrong with %j', async (content, fault) => {
    await expectFault(DataError, fault, () => load(content));
  });
});

describe('spreadImages', () => {
  it('spreads captioned images over the split', () => {
    const split = {
      name: 'val',
      captions: new Int32Array(12),
      captionCount: 6,
      imageIdxs: Int32Array.of(7, 7, 1, 4, 0, 9),
      features: { count: 10, length: 1, readRows: () => new Float32Array() },
      urls: [],
    };
    expect(spreadImages(split, 3)).toEqual([0, 1, 7]);
    expect(spreadImages(split, 100)).toEqual([0, 1, 4, 7, 9]);
  });
});
