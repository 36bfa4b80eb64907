import { memorySource } from '../../../src/data/byte_source.ts';
import type { MemoryFile } from '../../../src/data/data_files.ts';
import type { CaptionDataset } from '../../../src/data/dataset.ts';
import { openFeatures } from '../../../src/data/features.ts';
import { openHdf5 } from '../../../src/data/hdf5.ts';
import { loadCocoData } from '../../../src/data/load_coco.ts';
import { firstNonFinite } from '../../../src/finite.ts';
import { filesOf } from '../../data/support/coco_folder.ts';
import type { DatasetToWrite } from '../../data/support/write_hdf5.ts';
import { hold } from '../format.ts';

export const WORDS = ['<NULL>', '<START>', '<END>', '<UNK>', 'a', 'dog', 'cat', 'runs', 'sits'];
export const IMAGES = 48;
export const FEATURES = 20;
export const LENGTH = 6;

export const CAPTIONS_FILE = 'coco2014_captions.h5';
export const FEATURES_FILE = 'train2014_vgg16_fc7_pca.h5';
export const VOCABULARY_FILE = 'coco2014_vocab.json';
export const URLS_FILE = 'train2014_urls.txt';
export const REFERENCES_FILE = 'references.json';

/** Captions of every image, all of them as long as the table: no number in it is 0. */
export const captions = Array.from({ length: IMAGES }, (_, row) => [
  1,
  4,
  5 + (row % 2),
  7 + (row % 3 === 0 ? 1 : 0),
  4,
  2,
]).flat();
export const imageIdxs = Array.from({ length: IMAGES }, (_, row) => (row * 7) % IMAGES);
/** Numbers of which none is 0. */
export const features = Float32Array.from({ length: IMAGES * FEATURES }, (_, i) => (i % 2 ? 1 : -1) * (1 + i / 64));

const table: DatasetToWrite = { data: Int32Array.from(captions), shape: [IMAGES, LENGTH] };

/** A CS231n folder of one split. */
export async function cocoFiles(): Promise<MemoryFile[]> {
  const references = Array.from({ length: IMAGES }, (_, image) => [`a dog runs ${image}`, 'a cat sits']);
  return filesOf({
    captions: {
      train_captions: table,
      train_image_idxs: { data: Int32Array.from(imageIdxs), shape: [IMAGES] },
    },
    features: { [FEATURES_FILE]: { features: { data: features, shape: [IMAGES, FEATURES] } } },
    vocabulary: { idx_to_word: WORDS, word_to_idx: Object.fromEntries(WORDS.map((word, i) => [word, i])) },
    urls: {
      [URLS_FILE]: Array.from({ length: IMAGES }, (_, image) => `http://pictures.test/${image}.jpg\n`).join(''),
      [REFERENCES_FILE]: JSON.stringify({ train: references }),
    },
  });
}

/** Reads a folder in which one file has these bytes, as `loadCocoData` does, and all its numbers. */
export function readerOf(folder: readonly MemoryFile[], name: string): (bytes: Uint8Array) => Promise<unknown> {
  return async (bytes) => {
    const files = folder.map((file) => (file.name === name ? { name, bytes } : file));
    const data = await loadCocoData({ name: 'folder', files });
    try {
      return contentOf(data);
    } finally {
      data.close();
    }
  };
}

function contentOf({ vocabulary, captionLength, featureLength, splits }: CaptionDataset): unknown {
  const wordCount = vocabulary.idxToWord.length;
  hold(
    vocabulary.idxToWord.every((word) => typeof word === 'string'),
    'a word is no string',
  );
  hold(new Set(vocabulary.idxToWord).size === wordCount, 'a word comes twice');
  return {
    words: vocabulary.idxToWord,
    numbers: { ...vocabulary.wordToIdx },
    splits: Object.values(splits).map(({ name, captions, captionCount, imageIdxs, features, urls, references }) => {
      hold(captions.length === captionCount * captionLength, 'captions are of several lengths');
      hold(
        captions.every((word) => word >= 0 && word < wordCount),
        'a word number is no word',
      );
      hold(imageIdxs.length === captionCount, 'a caption has no image');
      hold(
        imageIdxs.every((image) => image >= 0 && image < features.count),
        'an image has no features',
      );
      hold(features.length === featureLength, 'features are of several lengths');
      hold(urls.length === 0 || urls.length === features.count, 'there are more or fewer addresses than images');
      hold(!references || references.length === features.count, 'there are more or fewer references than images');
      const texts = [...vocabulary.idxToWord, ...urls, ...(references ?? []).flat()];
      hold(!texts.some((text) => text.includes('\ufffd')), 'it is no UTF-8');
      const rows = features.readRows(Array.from({ length: Math.min(features.count, 500) }, (_, row) => row));
      hold(firstNonFinite(rows) < 0, 'a feature is not finite');
      return { name, captions, imageIdxs, rows, urls, references };
    }),
  };
}

/** Reads a feature matrix that stays on disk, in an order of its own, a row twice. */
export async function readFromDisk(bytes: Uint8Array): Promise<unknown> {
  const matrix = openFeatures(await openHdf5(memorySource('features.h5', bytes)), 0);
  try {
    const wanted = Array.from({ length: Math.min(matrix.count, 60) }, (_, place) => (place * 11 + 5) % matrix.count);
    const rows = matrix.readRows([...wanted, ...wanted.slice(0, 1)]);
    hold(rows.length === (wanted.length + Math.min(1, wanted.length)) * matrix.length, 'rows are missing');
    hold(firstNonFinite(rows) < 0, 'a feature is not finite');
    return { count: matrix.count, length: matrix.length, rows };
  } finally {
    matrix.close();
  }
}
