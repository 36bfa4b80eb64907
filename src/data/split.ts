import { kindOf, requireDataset, requireString } from '../arguments.ts';
import { DataError, OptionError, ShapeError } from '../errors.ts';
import { FLOAT32, firstBeyond } from '../finite.ts';
import { formFault } from './caption_form.ts';
import type { CaptionDataset, FeatureMatrix, Split } from './dataset.ts';

/**
 * A split of a data set, made by hand or loaded, with the sizes of its lists checked; feature rows are checked whenever they
 * are read, the contents of captions by `requireCaptions`.
 * @throws OptionError when the split does not exist, or has no captions; ShapeError for lists of another type or length
 */
export function splitOf(data: CaptionDataset, name: string): Split {
  requireDataset('data', data);
  requireString('split', 'the name of a split', name);
  const where = whereOf(data, name);
  const split = Object.hasOwn(data.splits, name) ? data.splits[name] : undefined;
  if (!split) {
    const names = Object.keys(data.splits).join(', ');
    throw new OptionError({ where, expected: names ? `one of ${names}` : 'a data set with splits', found: name });
  }
  const { captionLength, featureLength } = data;
  const { captions, captionCount, imageIdxs } = split;
  if (captionCount === 0)
    throw new OptionError({ where, expected: 'a split with captions', found: 'a split without captions' });
  requireNatural(`${where}: captionCount`, captionCount, 1);
  requireNatural(`data set ${data.name}: captionLength`, captionLength, 2);
  requireNatural(`data set ${data.name}: featureLength`, featureLength, 1);
  requireIntegers(`${where}: captions`, captions, captionCount * captionLength, `captions of ${captionLength} words`);
  requireIntegers(`${where}: imageIdxs`, imageIdxs, captionCount, 'images, one for each caption');
  return { ...split, name, features: checkedFeatures(`${where}: features`, split.features, featureLength) };
}

/**
 * Checks that captions `first` to `end` − 1 of a split hold words of the vocabulary, and images with features: a kernel
 * follows any number.
 * @throws DataError naming split, row and column if not
 */
export function requireCaptions(data: CaptionDataset, split: Split, first: number, end: number): void {
  const where = whereOf(data, split.name);
  const { captionLength, vocabulary } = data;
  const V = vocabulary.idxToWord.length;
  const at = firstOutside(split.captions, first * captionLength, end * captionLength, V);
  if (at >= 0) {
    throw new DataError({
      where: `${where}: captions, row ${Math.floor(at / captionLength)}, column ${at % captionLength}`,
      expected: `a word number from 0 to ${V - 1}`,
      found: `${split.captions[at]}`,
      remedy: 'Captions and vocabulary do not belong together.',
    });
  }
  for (let row = first; row < end; row++) {
    const found = formFault(split.captions, row * captionLength, captionLength, vocabulary);
    if (found === undefined) continue;
    const { column, ...fault } = found;
    throw new DataError({ ...fault, where: `${where}: captions, row ${row}, column ${column}` });
  }
  const images = split.features.count;
  const row = firstOutside(split.imageIdxs, first, end, images);
  if (row < 0) return;
  throw new DataError({
    where: `${where}: imageIdxs, row ${row}`,
    expected: `an image number from 0 to ${images - 1}`,
    found: `${split.imageIdxs[row]}`,
    remedy: 'Captions and features do not belong together.',
  });
}

const whereOf = (data: CaptionDataset, name: string) => `data set ${data.name}: split ${name}`;

/**
 * The same features, whose rows are checked whenever they are read.
 * @throws ShapeError for anything but a matrix with rows of D numbers
 */
export function checkedFeatures(where: string, features: FeatureMatrix, D: number): FeatureMatrix {
  const { count, length, readRows, onDemand } = Object(features ?? {}) as FeatureMatrix;
  if (typeof readRows !== 'function') {
    throw new ShapeError({ where, expected: 'a matrix with count, length and readRows', found: kindOf(features) });
  }
  requireNatural(`${where}.count`, count, 1);
  requireNatural(`${where}.length`, length, 1);
  if (length !== D) throw new ShapeError({ where, expected: `rows of ${D} numbers`, found: kindOf(length) });
  return {
    count,
    length,
    ...(onDemand && { onDemand }),
    readRows(indices) {
      const rows: unknown = features.readRows(indices);
      if (!isFloats(rows) || rows.length !== indices.length * D) {
        throw new ShapeError({
          where: `${where}.readRows`,
          expected: `a Float32Array with ${indices.length} rows of ${D} numbers`,
          found: isFloats(rows) ? `${rows.length} numbers` : kindOf(rows),
        });
      }
      const at = firstBeyond(rows, FLOAT32);
      if (at < 0) return rows instanceof Float32Array ? rows : Float32Array.from(rows);
      throw new DataError({
        where: `${where}, row ${indices[Math.floor(at / D)]}, column ${at % D}`,
        expected: 'a finite number',
        found: `${rows[at]}`,
        remedy: 'The features of this image were computed incorrectly: compute them again.',
      });
    },
  };
}

function requireNatural(where: string, value: unknown, least: number): void {
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= least) return;
  throw new ShapeError({ where, expected: `an integer of at least ${least}`, found: kindOf(value) });
}

function requireIntegers(where: string, values: unknown, length: number, what: string): void {
  if (values instanceof Int32Array && values.length === length) return;
  const found = values instanceof Int32Array ? `${values.length}` : kindOf(values);
  throw new ShapeError({ where, expected: `an Int32Array of ${length} numbers: ${what}`, found });
}

function isFloats(values: unknown): values is Float32Array | Float64Array {
  return values instanceof Float32Array || values instanceof Float64Array;
}

/** Position of the first value from `start` to `stop` − 1 that is outside 0 to `end` − 1, or −1. Tables have millions of values. */
function firstOutside(values: Int32Array, start: number, stop: number, end: number): number {
  for (let i = start; i < stop; i++) {
    const value = values[i] ?? -1;
    if (value < 0 || value >= end) return i;
  }
  return -1;
}
