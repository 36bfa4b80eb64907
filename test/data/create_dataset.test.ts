import { describe, expect, it } from 'vitest';
import { type CreateDatasetOptions, createDataset } from '../../src/data/create_dataset.ts';
import type { CaptionDataset } from '../../src/data/dataset.ts';
import { decodeCaptions } from '../../src/data/decode_captions.ts';
import { loadCocoData } from '../../src/data/load_coco.ts';
import { sampleCocoMinibatch } from '../../src/data/minibatch.ts';
import { referencesOf } from '../../src/data/references.ts';
import { DataError, OptionError, ShapeError } from '../../src/errors.ts';
import { tensor } from '../../src/tensor.ts';
import { cocoFolder, filesOf, words } from './support/coco_folder.ts';

/** The splits of a data set as `createDataset` takes them, with word numbers. */
function numbered({ captionLength, splits }: CaptionDataset) {
  return Object.fromEntries(
    Object.values(splits).map(({ name, captions, captionCount, imageIdxs, features, urls }) => {
      const rows = features.readRows(Array.from({ length: features.count }, (_, image) => image));
      const matrix = tensor([features.count, features.length], rows);
      return [name, { features: matrix, captions: tensor([captionCount, captionLength], captions), imageIdxs, urls }];
    }),
  );
}

const features = tensor([2, 3], [1, 2, 3, 4, 5, 6]);
const texts = [['A dog runs.', 'the brown dog'], ['two cats']];
const train = { features, captions: texts };

const captionsOf = ({ splits, captionLength, vocabulary }: CaptionDataset, name: string) => {
  const { captions, captionCount } = splits[name] ?? { captions: new Int32Array(), captionCount: 0 };
  return decodeCaptions(tensor([captionCount, captionLength], captions), vocabulary.idxToWord);
};

describe('createDataset of word numbers', () => {
  it('equals what loadCocoData gives for the same numbers in files', async () => {
    const loaded = await loadCocoData({ name: 'small', files: await filesOf(cocoFolder()) });
    const made = createDataset({ name: 'small', vocabulary: words, ...numbered(loaded) });
    const plain = (data: CaptionDataset) =>
      Object.values(data.splits).map(({ features: matrix, ...split }) => ({
        ...split,
        rows: [...matrix.readRows([1, 0, 1])],
        shape: [matrix.count, matrix.length],
      }));
    expect(plain(made)).toEqual(plain(loaded));
    const { splits: _, close: __, ...rest } = made;
    expect(loaded).toMatchObject(rest);
    const draw = (data: CaptionDataset) => sampleCocoMinibatch(data, { batchSize: 5 });
    expect(draw(made)).toEqual(draw(loaded));
    expect(createDataset({ ...numbered(loaded), vocabulary: loaded.vocabulary }).vocabulary).toEqual(loaded.vocabulary);
  });

  it.each<[string, object, unknown, RegExp]>([
    [
      'a word that does not exist',
      { captions: tensor([2, 4], Int32Array.of(1, 4, 2, 0, 1, 7, 2, 0)) },
      DataError,
      /split train: captions, row 1, column 1: expected a word number from 0 to 6, found 7/,
    ],
    [
      'no <START>',
      { captions: tensor([2, 4], Int32Array.of(4, 4, 2, 0, 1, 5, 2, 0)) },
      DataError,
      /split train: captions, row 0, column 0: expected <START>/,
    ],
    [
      'no <END> at all',
      { captions: tensor([2, 4], Int32Array.of(1, 4, 4, 4, 1, 5, 5, 5)) },
      DataError,
      /split train: captions: expected <END>/,
    ],
    [
      'an image that does not exist',
      { imageIdxs: Int32Array.of(0, 2) },
      DataError,
      /split train: imageIdxs, row 1: expected an image number from 0 to 1, found 2/,
    ],
    ['no images', { imageIdxs: undefined }, ShapeError, /split train: imageIdxs: expected an Int32Array of 2 images/],
    ['an image too few', { imageIdxs: Int32Array.of(0) }, ShapeError, /imageIdxs.*found 1/],
    [
      'numbers that are no integers',
      { captions: tensor([2, 4], new Float32Array(8)) },
      ShapeError,
      /split train: captions: expected a list of texts/,
    ],
    [
      'captions of one word',
      { captions: tensor([2, 1], Int32Array.of(1, 1)) },
      ShapeError,
      /at least two words, found shape \(2, 1\)/,
    ],
    [
      'a feature that is not finite',
      { features: tensor([2, 3], [1, 2, 3, 4, Number.NaN, 6]) },
      DataError,
      /split train: features, picture 1, column 1: expected a number that is finite in float32, found NaN/,
    ],
    [
      'a feature beyond float32',
      { features: tensor([2, 3], Float64Array.of(1, 2, 3, 4, 5, 1e39)) },
      DataError,
      /features, picture 1, column 2.*found 1e\+39/,
    ],
    [
      'features of pixels',
      { features: tensor([1, 2, 3], [1, 2, 3, 4, 5, 6]) },
      ShapeError,
      /split train: features: expected shape \(pictures, D\)/,
    ],
    ['features of no picture', { features: tensor([0, 3], []) }, ShapeError, /at least one of each/],
    ['an address too few', { urls: ['a'] }, ShapeError, /split train: urls: expected 2 addresses/],
    ['a misspelt field', { image_idxs: [] }, OptionError, /split train: option image_idxs/],
  ])('refuses %s', (_, changed, error, message) => {
    const right = {
      features,
      captions: tensor([2, 4], Int32Array.of(1, 4, 2, 0, 1, 5, 2, 0)),
      imageIdxs: Int32Array.of(0, 1),
    };
    const make = (split: object) => createDataset({ train: split, vocabulary: words } as CreateDatasetOptions);
    expect(make(right).splits.train?.captionCount).toBe(2);
    expect(() => make({ ...right, ...changed })).toThrow(error as typeof Error);
    expect(() => make({ ...right, ...changed })).toThrow(message);
  });
});

describe('createDataset of a matrix with rows on demand', () => {
  const matrixOf = (read: number[][] = [], changed: object = {}) => ({
    count: 2,
    length: 3,
    readRows(indices: ArrayLike<number>) {
      read.push([...Array.from(indices)]);
      return Float32Array.from(Array.from(indices).flatMap((row) => [...features.data.subarray(3 * row, 3 * row + 3)]));
    },
    ...changed,
  });
  const make = (matrix: object) =>
    createDataset({ train: { features: matrix, captions: texts } as CreateDatasetOptions['train'] });

  it('equals that of the same rows in memory, and reads none before they are needed', () => {
    const read: number[][] = [];
    const data = make(matrixOf(read));
    expect(read).toEqual([]);
    expect(data.splits.train?.features.readRows([1, 0])).toEqual(Float32Array.of(4, 5, 6, 1, 2, 3));
    expect(read).toEqual([[1, 0]]);
    const { splits: _, close: __, ...rest } = createDataset({ train });
    expect(data).toMatchObject(rest);
    const draw = (drawn: CaptionDataset) => sampleCocoMinibatch(drawn, { batchSize: 5 });
    expect(draw(data)).toEqual(draw(createDataset({ train })));
  });

  it('preserves whether rows are computed on demand', () => {
    expect(make(matrixOf()).splits.train?.features.onDemand).toBeUndefined();
    expect(make(matrixOf([], { onDemand: true })).splits.train?.features.onDemand).toBe(true);
  });

  it.each<[string, object, RegExp]>([
    ['no pictures', { count: 0 }, /split train: features.count: expected an integer of at least 1, found 0/],
    ['rows of no length', { length: 0 }, /split train: features.length: expected an integer of at least 1, found 0/],
    ['rows of half a number', { length: 2.5 }, /split train: features.length: .* found 2.5/],
  ])('refuses %s', (_, changed, message) => {
    expect(() => make(matrixOf([], changed))).toThrow(ShapeError);
    expect(() => make(matrixOf([], changed))).toThrow(message);
  });

  it('refuses invalid rows when they are read', () => {
    const rowsOf = (readRows: () => unknown) => make(matrixOf([], { readRows })).splits.train?.features.readRows([1]);
    expect(() => rowsOf(() => new Float32Array(2))).toThrow(/features.readRows: expected a Float32Array with 1 rows/);
    expect(() => rowsOf(() => Float32Array.of(1, Number.NaN, 3))).toThrow(
      /features, row 1, column 1: expected a finite/,
    );
  });
});

describe('createDataset of texts', () => {
  it('derives words, vocabulary and columns from them, and keeps them as references', () => {
    const data = createDataset({ train, val: { features, captions: [[], ['a dog sleeps']] } });
    expect(data.vocabulary.idxToWord.slice(0, 5)).toEqual(['<NULL>', '<START>', '<END>', '<UNK>', 'dog']);
    expect([data.name, data.captionLength, data.featureLength]).toEqual(['memory', 5, 3]);
    expect(captionsOf(data, 'train')).toEqual(
      ['a dog runs', 'the brown dog', 'two cats'].map((it) => `<START> ${it} <END>`),
    );
    expect(captionsOf(data, 'val')).toEqual(['<START> a dog <UNK> <END>']);
    const { train: one, val } = data.splits;
    expect([[...(one?.imageIdxs ?? [])], [...(val?.imageIdxs ?? [])]]).toEqual([[0, 0, 1], [1]]);
    expect(one && referencesOf(data, one, 0)).toEqual(['A dog runs.', 'the brown dog']);
    expect([...(one?.features.readRows([1]) ?? [])]).toEqual([4, 5, 6]);
  });

  it('replaces rare words and truncates long captions on request', () => {
    expect(captionsOf(createDataset({ train, minCount: 2 }), 'train')).toContain('<START> <UNK> <UNK> dog <END>');
    expect(captionsOf(createDataset({ train, captionLength: 4 }), 'train')).toContain('<START> the brown <END>');
    const long = createDataset({ train: { features, captions: [['a dog and '.repeat(20)], []] } });
    expect(long.captionLength).toBe(17);
  });

  it('accepts the words of another data set', () => {
    const { vocabulary } = createDataset({ train });
    const data = createDataset({ test: { features, captions: [['two dogs'], ['a cat, two cats']] }, vocabulary });
    expect(captionsOf(data, 'test')).toEqual(['<START> two <UNK> <END>', '<START> a <UNK> two cats <END>']);
    expect(data.vocabulary).toEqual(vocabulary);
  });

  const refused: readonly [string, unknown, unknown, RegExp][] = [
    [
      'a list too few',
      { train: { features, captions: [['a dog']] } },
      ShapeError,
      /split train: captions: expected 2 lists of texts.*found 1/,
    ],
    [
      'a text for a list',
      { train: { features, captions: ['a dog', 'cats'] } },
      ShapeError,
      /captions, picture 0: expected a list of texts, found the string "a dog"/,
    ],
    [
      'a number for a text',
      { train: { features, captions: [['a dog'], [5]] } },
      ShapeError,
      /picture 1, caption 0: expected a text, found 5/,
    ],
    [
      'a text without words',
      { train: { features, captions: [['a dog'], ['…']] } },
      DataError,
      /picture 1, caption 0: expected a text with words/,
    ],
    [
      '<START>',
      { train: { features, captions: [['<START> a dog <END>'], []] } },
      DataError,
      /picture 0, caption 0: expected ordinary words, found <START>/,
    ],
    [
      'no captions',
      { train: { features, captions: [[], []] } },
      DataError,
      /split train: captions: expected at least one caption/,
    ],
    [
      'imageIdxs beside texts',
      { train: { ...train, imageIdxs: Int32Array.of(0) } },
      OptionError,
      /split train: imageIdxs/,
    ],
    ['no split', { vocabulary: words }, OptionError, /one of the splits train, val, test/],
    ['a split of another name', { dev: train }, OptionError, /option dev/],
    [
      'no training captions and no words',
      { val: train },
      OptionError,
      /vocabulary: expected the words of the captions, found no training/,
    ],
    [
      'word numbers and no words',
      { train: { features, captions: tensor([1, 3], Int32Array.of(1, 4, 2)), imageIdxs: Int32Array.of(0) } },
      OptionError,
      /word numbers in train, but no words/,
    ],
    ['words without <END>', { train, vocabulary: ['<NULL>', '<START>', 'a'] }, DataError, /no <END> among 3 words/],
    ['a word twice', { train, vocabulary: [...words, 'dog'] }, DataError, /every word once/],
    [
      'halves that disagree',
      { train, vocabulary: { idxToWord: words, wordToIdx: { '<NULL>': 1 } } },
      DataError,
      /wordToIdx: expected number 0/,
    ],
    ['no vocabulary', { train, vocabulary: 'words' }, OptionError, /words by number/],
    [
      'a word that does not exist, without <UNK>',
      { train, vocabulary: ['<NULL>', '<START>', '<END>', 'a', 'dog'] },
      DataError,
      /picture 0, caption 0: expected words of the vocabulary, found "runs"/,
    ],
    ['rarity beside a vocabulary', { train, vocabulary: words, minCount: 2 }, OptionError, /minCount/],
    ['rarity of all words', { train, minCount: 9 }, DataError, /words that occur 9 times/],
    ['columns without room', { train, captionLength: 2 }, OptionError, /at least 3 columns/],
    [
      'features of two lengths',
      { train, val: { features: tensor([1, 2], [1, 2]), captions: [['a dog']] } },
      DataError,
      /split val: expected features of length 3/,
    ],
    ['half a mark', { train, featureMark: { madeBy: 'a network' } }, OptionError, /featureMark\.fingerprint/],
  ];
  it.each(refused)('refuses %s', (_, options, error, message) => {
    expect(() => createDataset(options as CreateDatasetOptions)).toThrow(error as typeof Error);
    expect(() => createDataset(options as CreateDatasetOptions)).toThrow(message);
  });

  it('keeps what made the features', () => {
    const featureMark = { madeBy: 'a network', fingerprint: '1' };
    expect(createDataset({ train, featureMark }).featureMark).toEqual(featureMark);
  });
});
