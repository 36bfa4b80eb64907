import { describe, expect, it } from 'vitest';
import { loadCocoData } from '../../src/data/load_coco.ts';
import { DataError } from '../../src/errors.ts';
import type { FeatureMaker } from '../../src/prepare/feature_maker.ts';
import { type DescribedPicture, matchPictures } from '../../src/prepare/match_pictures.ts';
import { type PrepareOptions, prepareDataset } from '../../src/prepare/prepare_dataset.ts';
import { readCaptions } from '../../src/prepare/read_captions.ts';
import { expectFault } from '../data/support/faults.ts';
import { madeMaker, madePicture } from './support/made_maker.ts';
import { captionFiles, fourPictures, type Told } from './support/six_formats.ts';

const pictures: DescribedPicture[] = Array.from({ length: 25 }, (_, index) => ({
  path: `p${String(index).padStart(2, '0')}.jpg`,
  captions: [`a dog runs ${index % 5}`, `Dog number ${index}, and many more words than seven columns have.`],
}));

const broken = new Set(['p03.jpg', 'p17.jpg']);

function memory() {
  const kept = new Map<string, Uint8Array>();
  return {
    kept,
    read: async (name: string) => kept.get(name),
    write: async (name: string, bytes: Uint8Array) => void kept.set(name, bytes),
  };
}

const optionsWith = (change: Partial<PrepareOptions> = {}): PrepareOptions => ({
  maker: madeMaker,
  async decode(path) {
    if (broken.has(path)) throw new DataError({ where: path, expected: 'a picture', found: 'noise' });
    return madePicture(path);
  },
  batchSize: 4,
  store: memory(),
  minCount: 2,
  captionLength: 7,
  val: 0.2,
  test: 0.1,
  seed: 5,
  ...change,
});

/** A maker that stops at a batch, as a person may. */
function stoppingAt(batch: number): { readonly maker: FeatureMaker; readonly calls: () => number } {
  let calls = 0;
  const features: FeatureMaker['features'] = async (some) => {
    if (calls++ === batch) throw new Error('stopped');
    return madeMaker.features(some);
  };
  return { maker: { ...madeMaker, features }, calls: () => calls };
}

describe('a data set of pictures', () => {
  it('is a CS231n folder that records what made its features', async () => {
    const { files, splits, cut, skipped, words } = await prepareDataset('c', pictures, optionsWith());
    expect(skipped.map(({ path }) => path)).toEqual([...broken]);
    expect(splits).toEqual([
      { name: 'train', pictures: expect.any(Number), captions: expect.any(Number) },
      { name: 'val', pictures: expect.any(Number), captions: expect.any(Number) },
      { name: 'test', pictures: expect.any(Number), captions: expect.any(Number) },
    ]);
    expect(splits.reduce((sum, split) => sum + split.pictures, 0)).toBe(23);
    expect(cut).toBe(23);
    const data = await loadCocoData({ name: 'own', files });
    expect(data.featureMark).toEqual(madeMaker.mark);
    expect(data.vocabulary.idxToWord).toEqual(words);
    expect([data.captionLength, data.featureLength]).toEqual([7, 4]);
    for (const { name, features, imageIdxs, urls, references } of Object.values(data.splits)) {
      expect(imageIdxs).toEqual(Int32Array.from({ length: 2 * features.count }, (_, row) => row >> 1));
      for (const [image, url] of urls.entries()) {
        const path = url.replace('images/', '');
        expect(features.readRows([image]), name).toEqual(await madeMaker.features([madePicture(path)]));
        expect(references?.[image]).toEqual(pictures.find((one) => one.path === path)?.captions);
      }
    }
  });

  it('is the same when made again, and after an interruption, which loses one batch at most', async () => {
    const whole = await prepareDataset('c', pictures, optionsWith());
    expect(await prepareDataset('c', pictures, optionsWith())).toEqual(whole);
    for (const batch of [0, 1, 5]) {
      const store = memory();
      const { maker } = stoppingAt(batch);
      await expect(prepareDataset('c', pictures, optionsWith({ store, maker }))).rejects.toThrow('stopped');
      expect(store.kept.size).toBe(batch);
      const again = stoppingAt(100);
      const progress: boolean[] = [];
      const onProgress = (_: number, __: number, computed: boolean) => void progress.push(computed);
      const resumed = await prepareDataset('c', pictures, optionsWith({ store, maker: again.maker, onProgress }));
      expect(resumed).toEqual(whole);
      expect(again.calls()).toBe(7 - batch);
      expect(progress).toEqual(Array.from({ length: 7 }, (_, number) => number >= batch));
    }
  });

  it('is the same if a kept batch is damaged, or missing in the middle', async () => {
    const store = memory();
    const whole = await prepareDataset('c', pictures, optionsWith({ store }));
    const names = [...store.kept.keys()];
    store.kept.set(names[1] ?? '', store.kept.get(names[1] ?? '')?.slice(0, -4) ?? new Uint8Array());
    store.kept.set(names[2] ?? '', new Uint8Array(3));
    store.kept.delete(names[4] ?? '');
    const { maker, calls } = stoppingAt(100);
    expect(await prepareDataset('c', pictures, optionsWith({ store, maker }))).toEqual(whole);
    expect(calls()).toBe(3);
  });

  it('is the same from each format', async () => {
    const paths = fourPictures.map(({ name }) => name);
    const made = await Promise.all(
      Object.values(captionFiles).map((write) => {
        const split = ({ name }: Told) => (name === 'a.jpg' ? 'val' : 'train');
        const told = fourPictures.map((picture) => ({ ...picture, split: split(picture) }) as const);
        const matched = matchPictures('p', paths, readCaptions('c', write(told)).mentions);
        // All but one format have no splits of their own.
        const given = matched.pictures.map((picture) => ({
          ...picture,
          split: split({ name: picture.path, captions: [] }),
        })) satisfies DescribedPicture[];
        return prepareDataset('c', given, optionsWith({ minCount: 1 }));
      }),
    );
    expect(made).toHaveLength(6);
    for (const one of made) expect(one).toEqual(made[0]);
  });

  it('without a picture that can be decoded is a fault', async () => {
    const decode = async (path: string) => {
      throw new DataError({ where: path, expected: 'a picture', found: 'noise' });
    };
    const fault = { where: 'c', expected: 'that can be decoded', found: '25 of 25 that cannot be, such as p00.jpg' };
    await expectFault(DataError, fault, () => prepareDataset('c', pictures, optionsWith({ decode })));
  });

  it('stops at a feature that is not finite, and at a fault that does not concern the picture', async () => {
    const features: FeatureMaker['features'] = async (some) => new Float32Array(4 * some.length).fill(Number.NaN, 9);
    const fault = { where: 'p02.jpg: feature 1', expected: 'a finite number', found: 'NaN' };
    await expectFault(DataError, fault, () =>
      prepareDataset('c', pictures, optionsWith({ maker: { ...madeMaker, features } })),
    );
    const decode = async () => {
      throw new TypeError('no disk');
    };
    await expect(prepareDataset('c', pictures, optionsWith({ decode }))).rejects.toThrow('no disk');
  });
});
