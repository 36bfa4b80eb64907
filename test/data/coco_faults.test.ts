import { describe, expect, it } from 'vitest';
import { loadCocoData } from '../../src/data/load_coco.ts';
import { DataError } from '../../src/errors.ts';
import { type CocoFolder, cocoFolder, filesOf, floats, words } from './support/coco_folder.ts';
import { type ExpectedFault, expectFault } from './support/faults.ts';

/** One thing wrong with a folder, and what the error must say. */
const faults: Record<string, [change: (folder: CocoFolder) => void, fault: ExpectedFault]> = {
  'no captions of any split': [
    (folder) => {
      folder.captions = { words: { data: Int32Array.from([1]), shape: [1] } };
    },
    { where: 'small/coco2014_captions.h5', expected: 'train_captions', found: 'words' },
  ],
  'captions without image numbers': [
    (folder) => {
      delete folder.captions.val_image_idxs;
    },
    { where: 'small/coco2014_captions.h5', expected: 'a dataset val_image_idxs', found: 'train_captions' },
  ],
  'features of a split without captions': [
    (folder) => {
      folder.features['test2014_vgg16_fc7_pca.h5'] = { features: floats(2, 3, 0) };
    },
    { where: 'small/coco2014_captions.h5', expected: 'a dataset test_captions', found: 'captions of train, val' },
  ],
  'a split without features': [
    (folder) => {
      delete folder.features['val2014_vgg16_fc7_pca.h5'];
    },
    {
      where: 'small',
      expected: 'a file val2014_vgg16_fc7_pca.h5 or train2014_vgg16_fc7.h5',
      found: 'coco2014_captions.h5, train2014_vgg16_fc7_pca.h5',
    },
  ],
  'a feature file without the dataset features': [
    (folder) => {
      folder.features['val2014_vgg16_fc7_pca.h5'] = { fc7: floats(2, 3, 0) };
    },
    { where: 'val2014_vgg16_fc7_pca.h5', expected: 'a dataset features', found: 'fc7' },
  ],
  'features of another length than train’s': [
    (folder) => {
      folder.features['val2014_vgg16_fc7_pca.h5'] = { features: floats(2, 4, 0) };
    },
    { where: 'small: split val', expected: 'features of length 3', found: 'length 4' },
  ],
  'captions of another length than train’s': [
    (folder) => {
      folder.captions.val_captions = { data: Int32Array.from([1, 5, 2, 1, 6, 2]), shape: [2, 3] };
    },
    { where: 'small: split val', expected: 'captions of length 5', found: 'length 3' },
  ],
  'captions of one axis': [
    (folder) => {
      folder.captions.val_captions = { data: Int32Array.from([1, 5, 2]), shape: [3] };
    },
    { where: 'dataset val_captions', expected: '2 axes', found: '1 axis, shape (3)' },
  ],
  'captions as floats': [
    (folder) => {
      folder.captions.val_captions = floats(2, 5, 0);
    },
    { where: 'dataset val_captions', expected: 'integers', found: 'float32' },
  ],
  'captions too short to learn from': [
    (folder) => {
      folder.captions.val_captions = { data: Int32Array.from([1, 1]), shape: [2, 1] };
    },
    { where: 'dataset val_captions', expected: 'at least two words', found: 'shape (2, 1)' },
  ],
  'features of one axis': [
    (folder) => {
      folder.features['train2014_vgg16_fc7_pca.h5'] = { features: { data: Float32Array.from([1, 2]), shape: [2] } };
    },
    { where: 'train2014_vgg16_fc7_pca.h5: dataset features', expected: '2 axes', found: '1 axis' },
  ],
  'features as integers': [
    (folder) => {
      folder.features['train2014_vgg16_fc7_pca.h5'] = { features: { data: Int32Array.from([1, 2]), shape: [1, 2] } };
    },
    { where: 'dataset features', expected: 'float32 or float64', found: 'int32' },
  ],
  'fewer image numbers than captions': [
    (folder) => {
      folder.captions.train_image_idxs = { data: Int32Array.from([0, 1]), shape: [2] };
    },
    { where: 'dataset train_image_idxs', expected: '4 image numbers', found: '2' },
  ],
  'a word number beyond the vocabulary': [
    (folder) => {
      const captions = folder.captions.train_captions;
      if (captions && typeof captions.data !== 'string') captions.data[12] = 7;
    },
    { where: 'dataset train_captions, row 2, column 2', expected: 'a word number from 0 to 6', found: '7' },
  ],
  'a negative word number': [
    (folder) => {
      folder.captions.val_captions = { data: Int32Array.from([1, 5, 6, 2, 0, 1, 6, -1, 0, 0]), shape: [2, 5] };
    },
    { where: 'dataset val_captions, row 1, column 2', expected: 'a word number from 0 to 6', found: '-1' },
  ],
  'a word number that would wrap into 32 bits': [
    (folder) => {
      const data = BigInt64Array.from([1n, 2n ** 32n + 5n, 2n]);
      folder.captions.val_captions = { data, shape: [1, 3] };
      folder.captions.val_image_idxs = { data: Int32Array.from([0]), shape: [1] };
    },
    { where: 'dataset val_captions, row 0', expected: '32 bits', found: '4294967301' },
  ],
  'an image number beyond the features': [
    (folder) => {
      folder.captions.val_image_idxs = { data: Int32Array.from([1, 2]), shape: [2] };
    },
    { where: 'dataset val_image_idxs, row 1', expected: 'an image number from 0 to 1', found: '2' },
  ],
  'a feature that is NaN': [
    (folder) => {
      const data = Float32Array.from([1, 2, 3, 4, 5, 6, 7, Number.NaN, 9]);
      folder.features['train2014_vgg16_fc7_pca.h5'] = { features: { data, shape: [3, 3] } };
    },
    { where: 'dataset features, row 2, column 1', expected: 'a finite number', found: 'NaN' },
  ],
  'a feature that is infinite': [
    (folder) => {
      const data = Float32Array.from([1, 2, 3, -Infinity, 5, 6, 7, 8, 9]);
      folder.features['train2014_vgg16_fc7_pca.h5'] = { features: { data, shape: [3, 3] } };
    },
    { where: 'dataset features, row 1, column 0', expected: 'a finite number', found: '-Infinity' },
  ],
  'an address too few': [
    (folder) => {
      folder.urls['train2014_urls.txt'] = 'http://a/0.jpg\nhttp://a/1.jpg\n';
    },
    { where: 'small/train2014_urls.txt', expected: '3 lines', found: '2' },
  ],
  'an address too many': [
    (folder) => {
      folder.urls['val2014_urls.txt'] = 'a\nb\nc';
    },
    { where: 'small/val2014_urls.txt', expected: '2 lines', found: '3' },
  ],
  'a vocabulary that is no JSON': [
    (folder) => {
      folder.vocabulary = '<html>';
    },
    { where: 'small/coco2014_vocab.json', expected: 'JSON', found: 'Unexpected token' },
  ],
  'a vocabulary without <END>': [
    (folder) => {
      const others = words.filter((word) => word !== '<END>');
      folder.vocabulary = {
        idx_to_word: others,
        word_to_idx: Object.fromEntries(others.map((word, i) => [word, i])),
      };
    },
    { where: 'small/coco2014_vocab.json', expected: '<NULL>, <START>, <END>', found: 'no <END> among 6 words' },
  ],
};

describe('a folder is refused that has', () => {
  it.each(Object.entries(faults))('%s', async (_, [change, fault]) => {
    const folder = cocoFolder();
    change(folder);
    const files = await filesOf(folder);
    const error = await expectFault(DataError, fault, () => loadCocoData({ name: 'small', files }));
    expect(error.message).toBe(
      `${error.fault.where}: expected ${error.fault.expected}, found ${error.fault.found}.${error.fault.remedy ? ` ${error.fault.remedy}` : ''}`,
    );
  });
});
