import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Random } from '../../../src/random.ts';
import { filesOf } from '../../data/support/coco_folder.ts';

/** Sizes of a folder: captions of train, pictures of each split, length of a feature, words, columns of a caption. */
interface FolderSizes {
  readonly captions: number;
  readonly pictures: number;
  readonly D: number;
  readonly V: number;
  readonly columns: number;
  readonly seed: number;
  /** Whether features are compressed in pieces of a few rows, so that they cannot be mapped into memory. */
  readonly packed: boolean;
}

const SMALL: FolderSizes = { captions: 22, pictures: 9, D: 6, V: 13, columns: 7, seed: 1, packed: false };

/** Captions of every length from one word to a full row, `<START> … <END> <NULL> …`; the longest are cut. */
function captionsOf(count: number, { V, columns }: FolderSizes, random: Random): Int32Array {
  const words = new Int32Array(count * columns);
  for (let row = 0; row < count; row++) {
    const said = 1 + (row % (columns - 1));
    words[row * columns] = 1;
    for (let t = 1; t <= said; t++) words[row * columns + t] = 3 + random.below(V - 3);
    if (said + 1 < columns) words[row * columns + said + 1] = 2;
  }
  return words;
}

/** Writes a CS231n folder with train and val, of random features and captions. */
export async function writeRandomFolder(folder: string, some: Partial<FolderSizes> = {}): Promise<void> {
  const sizes = { ...SMALL, ...some };
  const { captions, pictures, D, V, columns, seed, packed } = sizes;
  const random = new Random(seed);
  const words = ['<NULL>', '<START>', '<END>', ...Array.from({ length: V - 3 }, (_, i) => `word ${i} “é”`)];
  const splits = { train: captions, val: Math.ceil(captions / 2) };
  const tables = Object.entries(splits).flatMap(([name, count]) => [
    [`${name}_captions`, { data: captionsOf(count, sizes, random), shape: [count, columns] }],
    [`${name}_image_idxs`, { data: Int32Array.from({ length: count }, () => random.below(pictures)), shape: [count] }],
  ]);
  const features = Object.keys(splits).map((name) => {
    const data = Float32Array.from({ length: pictures * D }, () => random.normal());
    const layout = packed ? { chunks: [2, D], gzip: true } : {};
    return [`${name}2014_vgg16_fc7_pca.h5`, { features: { data, shape: [pictures, D], ...layout } }];
  });
  const files = await filesOf({
    captions: Object.fromEntries(tables),
    features: Object.fromEntries(features),
    vocabulary: { idx_to_word: words, word_to_idx: Object.fromEntries(words.map((word, i) => [word, i])) },
    urls: {},
  });
  mkdirSync(folder, { recursive: true });
  for (const { name, bytes } of files) writeFileSync(join(folder, name), bytes);
}
