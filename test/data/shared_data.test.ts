import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { CaptionDataset, Split } from '../../src/data/dataset.ts';
import { decodeCaptions } from '../../src/data/decode_captions.ts';
import { loadCocoData } from '../../src/data/load_coco.ts';
import { sampleCocoMinibatch } from '../../src/data/minibatch.ts';
import { splitOf } from '../../src/data/split.ts';
import { tensor } from '../../src/tensor.ts';
import { describeWithData } from '../support/shared_data.ts';

/** References as the data set's maker wrote them: split → image → captions. */
type References = Record<string, string[][]>;

const referencesOf = (path: string): References => JSON.parse(readFileSync(join(path, 'references.json'), 'utf8'));

/** The captions of one image, without <START> and <END>. */
function captionsOf(data: CaptionDataset, split: Split, image: number): string[] {
  const captions = tensor([split.captionCount, data.captionLength], split.captions);
  const texts = decodeCaptions(captions, data.vocabulary.idxToWord);
  return Array.from(texts)
    .filter((_, i) => split.imageIdxs[i] === image)
    .map((text) => text.replace('<START> ', '').replace(' <END>', ''));
}

/** Whether `caption` is `reference` cut to the columns there are, with rare words unknown. */
function abbreviates(caption: string, reference: string, columns: number): boolean {
  const words = reference.split(' ').slice(0, columns - 2);
  const found = caption.split(' ').slice(0, words.length);
  return found.length === words.length && found.every((word, i) => word === words[i] || word === '<UNK>');
}

function expectReferences(data: CaptionDataset, references: References, name: string, images: readonly number[]): void {
  const split = splitOf(data, name);
  for (const image of images) {
    const wanted = references[name]?.[image] ?? [];
    const captions = captionsOf(data, split, image);
    expect(captions).toHaveLength(5);
    const unmatched = captions.filter((text) => !wanted.some((it) => abbreviates(text, it, data.captionLength)));
    expect(unmatched, `${name} image ${image}: ${JSON.stringify(wanted)}`).toEqual([]);
  }
}

describeWithData('flickr8k', 'Flickr8k in the CS231n layout', (path) => {
  it('has its splits, words and captions', async () => {
    const data = await loadCocoData(path);
    expect(data.name).toBe('flickr8k');
    expect(data.vocabulary.idxToWord).toHaveLength(2541);
    expect([data.captionLength, data.featureLength]).toEqual([17, 512]);
    const sizes = Object.values(data.splits).map((split) => [split.name, split.features.count, split.captionCount]);
    expect(sizes).toEqual([
      ['train', 6000, 30_000],
      ['val', 1000, 5000],
      ['test', 1000, 5000],
    ]);
    expect(splitOf(data, 'test').urls[0]).toMatch(/^images\/\d+_[0-9a-f]+\.jpg$/);
    expect(splitOf(data, 'val').references).toEqual(referencesOf(path).val);
    expectReferences(data, referencesOf(path), 'val', [0, 1, 500, 999]);
    expectReferences(data, referencesOf(path), 'test', [0, 321, 999]);
    const batch = sampleCocoMinibatch(data, { batchSize: 50, split: 'test' });
    expect(batch.features.shape).toEqual([50, 512]);
    expect(batch.features.data.some((value) => value > 0)).toBe(true);
    data.close();
  });
});

describeWithData('coco_vgg16_43', 'COCO captions with VGG16 features', (path) => {
  it('has its splits, words and captions, and features without PCA', async () => {
    const data = await loadCocoData(path);
    expect(data.vocabulary.idxToWord).toHaveLength(1004);
    expect([data.captionLength, data.featureLength]).toEqual([17, 4096]);
    const sizes = Object.values(data.splits).map((split) => [split.name, split.features.count, split.captionCount]);
    expect(sizes).toEqual([
      ['train', 33, 165],
      ['val', 10, 50],
    ]);
    expectReferences(data, referencesOf(path), 'train', [0, 2, 32]);
    expectReferences(data, referencesOf(path), 'val', [0, 9]);
    data.close();
    await expect(loadCocoData(path, { pcaFeatures: true })).rejects.toThrow('train2014_vgg16_fc7_pca.h5');
  });
});
