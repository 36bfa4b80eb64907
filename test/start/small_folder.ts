import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createScenes } from '../../src/data/scenes/dataset.ts';
import { filesOf } from '../data/support/coco_folder.ts';
import type { DatasetToWrite } from '../data/support/write_hdf5.ts';

/** Writes a CS231n folder of 40 pictures. Returns the paths of its files. */
export async function writeSmallFolder(folder: string): Promise<string[]> {
  const { data } = await createScenes({ seed: 1, train: 24, val: 8, test: 8 });
  const captions: Record<string, DatasetToWrite> = {};
  const features: Record<string, Record<string, DatasetToWrite>> = {};
  const urls: Record<string, string> = {};
  for (const split of Object.values(data.splits)) {
    const { name, captionCount, features: matrix } = split;
    const images = Array.from({ length: matrix.count }, (_, image) => image);
    captions[`${name}_captions`] = { data: split.captions, shape: [captionCount, data.captionLength] };
    captions[`${name}_image_idxs`] = { data: split.imageIdxs, shape: [captionCount] };
    const rows = { data: matrix.readRows(images), shape: [matrix.count, matrix.length] };
    features[`${name}2014_vgg16_fc7_pca.h5`] = { features: rows };
    urls[`${name}2014_urls.txt`] = images.map((image) => `images/${image}.jpg`).join('\n');
  }
  const { idxToWord, wordToIdx } = data.vocabulary;
  const vocabulary = { idx_to_word: idxToWord, word_to_idx: wordToIdx };
  await mkdir(folder, { recursive: true });
  return Promise.all(
    (await filesOf({ captions, features, vocabulary, urls })).map(async ({ name, bytes }) => {
      await writeFile(join(folder, name), bytes);
      return join(folder, name);
    }),
  );
}
