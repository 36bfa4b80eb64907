import type { CaptionDataset, Split } from './dataset.ts';
import { captionText } from './decode_captions.ts';

/** A caption without `<START>` and `<END>`. */
export function readable(caption: string): string {
  return caption.replace(/^<START> ?/, '').replace(/ ?<END>$/, '');
}

/** The captions of a split's table as text, row by row, without `<START>` and `<END>`. */
export function tableCaption(data: CaptionDataset, split: Split, row: number): string {
  const { captionLength, vocabulary } = data;
  const words = split.captions.subarray(row * captionLength, (row + 1) * captionLength);
  return readable(captionText(words, vocabulary.idxToWord));
}

/**
 * The reference captions of an image: the split's references if it has them, else those of its caption table, which are
 * truncated and have `<UNK>` for rare words. Empty for an image without captions.
 */
export function referencesOf(data: CaptionDataset, split: Split, image: number): readonly string[] {
  if (split.references) return split.references[image] ?? [];
  return (rowsByImage(split).get(image) ?? []).map((row) => tableCaption(data, split, row));
}

/** `count` captioned images, evenly spread over a split: always the same ones, in order. */
export function spreadImages(split: Split, count: number): number[] {
  const images = [...rowsByImage(split).keys()].sort((a, b) => a - b);
  const wanted = Math.min(count, images.length);
  return Array.from({ length: wanted }, (_, i) => images[Math.floor((i * images.length) / wanted)] ?? 0);
}

/** Keyed by `imageIdxs`: a checked split is another object with the same array. */
const rowsOf = new WeakMap<Int32Array, ReadonlyMap<number, readonly number[]>>();

/** Rows of the caption table for each captioned image. */
function rowsByImage(split: Split): ReadonlyMap<number, readonly number[]> {
  const known = rowsOf.get(split.imageIdxs);
  if (known) return known;
  const rows = new Map<number, number[]>();
  split.imageIdxs.forEach((image, row) => {
    const ofImage = rows.get(image);
    if (ofImage) ofImage.push(row);
    else rows.set(image, [row]);
  });
  rowsOf.set(split.imageIdxs, rows);
  return rows;
}
