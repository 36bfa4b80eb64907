import { DataError } from '../errors.ts';
import { Random } from '../random.ts';
import { formFault, requireSomeEnd } from './caption_form.ts';
import type { Vocabulary } from './dataset.ts';
import type { Hdf5File } from './hdf5.ts';

/** The captions of one split, and the image each describes. */
export interface CaptionTable {
  /** (count, length) word numbers. */
  readonly captions: Int32Array;
  readonly count: number;
  readonly length: number;
  /** (count) rows of the feature matrix. */
  readonly imageIdxs: Int32Array;
}

export const CAPTIONS_FILE = 'coco2014_captions.h5';

const SUFFIX = '_captions';
const CUSTOMARY_ORDER = ['train', 'val', 'test'];

/**
 * Names of the splits in a caption file: train, val and test first. Groups and datasets of text do not count.
 * @throws DataError when there are none
 */
export function splitNames(file: Hdf5File): string[] {
  const splits = file.names
    .filter((name) => name.endsWith(SUFFIX) && file.isDataset(name) && file.dataset(name).type !== 'string')
    .map((name) => name.slice(0, -SUFFIX.length));
  if (splits.length > 0) {
    const customary = CUSTOMARY_ORDER.filter((name) => splits.includes(name));
    return [...customary, ...splits.filter((name) => !customary.includes(name))];
  }
  throw new DataError({
    where: file.name,
    expected: 'a dataset train_captions or {split}_captions of another split',
    found: file.names.length === 0 ? 'an empty file' : file.names.join(', '),
  });
}

/**
 * `{split}_captions` (count, length) and `{split}_image_idxs` (count).
 * @throws DataError when one is missing, has another rank, type or length, a caption holds a number that is not a word number, or
 * captions are not `<START> … <END> <NULL> …`
 */
export function readCaptions(file: Hdf5File, split: string, vocabulary: Vocabulary): CaptionTable {
  const captions = file.dataset(`${split}${SUFFIX}`);
  const imageIdxs = file.dataset(`${split}_image_idxs`);
  captions.require(2, 'integer');
  imageIdxs.require(1, 'integer');
  const [count = 0, length = 0] = captions.shape;
  if (count === 0 || length < 2) {
    throw new DataError({
      where: captions.where,
      expected: 'at least one caption of at least two words',
      found: `shape (${captions.shape.join(', ')})`,
    });
  }
  if (imageIdxs.shape[0] !== count) {
    throw new DataError({
      where: imageIdxs.where,
      expected: `${count} image numbers, one for each row of ${split}${SUFFIX}`,
      found: `${imageIdxs.shape[0]}`,
    });
  }
  const words = captions.readIntegers(0, count);
  const wordCount = vocabulary.idxToWord.length;
  const at = firstOutside(words, wordCount);
  if (at >= 0) {
    throw new DataError({
      where: `${captions.where}, row ${Math.floor(at / length)}, column ${at % length}`,
      expected: `a word number from 0 to ${wordCount - 1}`,
      found: String(words[at]),
      remedy: 'Captions and vocabulary do not belong together.',
    });
  }
  requireForm(captions.where, words, count, length, vocabulary);
  return { captions: words, count, length, imageIdxs: imageIdxs.readIntegers(0, count) };
}

/** @throws DataError when a caption lacks `<START>`, or `<END>` where there is room for it, or all captions lack `<END>` */
function requireForm(where: string, words: Int32Array, count: number, length: number, vocabulary: Vocabulary): void {
  for (let row = 0; row < count; row++) {
    const found = formFault(words, row * length, length, vocabulary);
    if (found === undefined) continue;
    const { column, ...fault } = found;
    throw new DataError({ ...fault, where: `${where}, row ${row}, column ${column}` });
  }
  requireSomeEnd(where, words, count, vocabulary);
}

/** @throws DataError when a caption describes an image that has no features */
export function requireImages(file: Hdf5File, split: string, imageIdxs: Int32Array, imageCount: number): void {
  const row = firstOutside(imageIdxs, imageCount);
  if (row < 0) return;
  throw new DataError({
    where: `${file.name}: dataset ${split}_image_idxs, row ${row}`,
    expected: `an image number from 0 to ${imageCount - 1}`,
    found: String(imageIdxs[row]),
    remedy: 'Captions and features do not belong together.',
  });
}

function firstOutside(values: Int32Array, end: number): number {
  return values.findIndex((value) => value < 0 || value >= end);
}

/** `count` captions drawn with replacement, as CS231n's `max_train` does. */
export function drawCaptions(table: CaptionTable, count: number, seed = 0): CaptionTable {
  const random = new Random(seed);
  const captions = new Int32Array(count * table.length);
  const imageIdxs = new Int32Array(count);
  for (let i = 0; i < count; i++) {
    const row = random.below(table.count);
    captions.set(table.captions.subarray(row * table.length, (row + 1) * table.length), i * table.length);
    imageIdxs[i] = table.imageIdxs[row] ?? 0;
  }
  return { captions, imageIdxs, count, length: table.length };
}
