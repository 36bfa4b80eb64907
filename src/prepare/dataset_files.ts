import { captionRow, frequentWords } from '../data/caption_words.ts';
import type { MemoryFile } from '../data/data_files.ts';
import type { FeatureMark } from '../data/dataset.ts';
import { markAttributes } from '../data/feature_mark.ts';
import { type ToWrite, writeHdf5 } from '../data/hdf5/write.ts';
import { tokenizeCaption } from '../metrics/tokenize.ts';
import type { Splits } from './choose_splits.ts';
import type { DescribedPicture } from './match_pictures.ts';

/** A picture with its features. */
export interface FeaturedPicture extends DescribedPicture {
  /** (D) */
  readonly feature: Float32Array;
}

export interface DatasetOptions {
  /** How often a word must occur in the training captions; others become `<UNK>`. By default 5, and 2 in a small data set. */
  readonly minCount?: number | undefined;
  /** Columns of a caption, including `<START>` and `<END>`; longer ones are truncated. */
  readonly captionLength: number;
  readonly mark: FeatureMark;
}

/** A CS231n folder, and statistics about it. */
export interface WrittenDataset {
  readonly files: readonly MemoryFile[];
  /** Every word by its number. */
  readonly words: readonly string[];
  /** How often each of them occurs. */
  readonly minCount: number;
  readonly splits: readonly { readonly name: string; readonly pictures: number; readonly captions: number }[];
  /** Number of truncated captions. */
  readonly cut: number;
}

/** From this many training captions on, words that occur fewer than five times are left out. */
const MANY = 1000;

/**
 * The files of a CS231n `coco_captioning` folder, in memory: the same bytes for the same pictures, captions and features.
 * @throws DataError when no word occurs often enough
 */
export function datasetFiles(splits: Splits<FeaturedPicture>, options: DatasetOptions): WrittenDataset {
  const { captionLength, mark } = options;
  const tokens = new Map(
    [...splits.values()].flat().map((picture) => [picture, picture.captions.map(tokenizeCaption)] as const),
  );
  const learnt = (splits.get('train') ?? []).flatMap((picture) => tokens.get(picture) ?? []);
  const minCount = options.minCount ?? (learnt.length < MANY ? 2 : 5);
  const words = frequentWords(learnt, minCount);
  const numbers = new Map(words.map((word, number) => [word, number]));
  const captions: Record<string, ToWrite> = {};
  const files: MemoryFile[] = [];
  let cut = 0;
  for (const [name, pictures] of splits) {
    const rows = pictures.flatMap((picture) => tokens.get(picture) ?? []);
    cut += rows.filter((row) => row.length > captionLength - 2).length;
    captions[`${name}_captions`] = {
      data: joined(rows.map((row) => captionRow(row, numbers, captionLength))),
      shape: [rows.length, captionLength],
    };
    const images = pictures.flatMap((picture, image) => picture.captions.map(() => image));
    captions[`${name}_image_idxs`] = { data: Int32Array.from(images), shape: [images.length] };
    files.push({ name: `${name}2014_vgg16_fc7.h5`, bytes: featureFile(pictures, mark) });
    files.push(text(`${name}2014_urls.txt`, pictures.map(({ path }) => `${addressOf(path)}\n`).join('')));
  }
  const references = [...splits].map(([name, pictures]) => [name, pictures.map((picture) => picture.captions)]);
  return {
    files: [
      { name: 'coco2014_captions.h5', bytes: writeHdf5(captions) },
      text('coco2014_vocab.json', json({ idx_to_word: words, word_to_idx: Object.fromEntries(numbers) })),
      ...files,
      text('references.json', json(Object.fromEntries(references))),
    ],
    words,
    minCount,
    splits: [...splits].map(([name, pictures]) => ({
      name,
      pictures: pictures.length,
      captions: pictures.reduce((sum, picture) => sum + picture.captions.length, 0),
    })),
    cut,
  };
}

function featureFile(pictures: readonly FeaturedPicture[], mark: FeatureMark): Uint8Array<ArrayBuffer> {
  const length = pictures[0]?.feature.length ?? 0;
  const data = new Float32Array(pictures.length * length);
  for (const [row, { feature }] of pictures.entries()) data.set(feature, row * length);
  return writeHdf5({ features: { data, shape: [pictures.length, length], attributes: markAttributes(mark) } });
}

function joined(rows: readonly Int32Array[]): Int32Array<ArrayBuffer> {
  const length = rows[0]?.length ?? 0;
  const all = new Int32Array(rows.length * length);
  for (const [index, row] of rows.entries()) all.set(row, index * length);
  return all;
}

/** A line of a list of addresses, without line breaks from the name. */
const addressOf = (path: string) => `images/${path.replaceAll(/[\r\n]/g, ' ')}`;

const json = (value: unknown) => `${JSON.stringify(value)}\n`;

function text(name: string, content: string): MemoryFile {
  return { name, bytes: new TextEncoder().encode(content) };
}
