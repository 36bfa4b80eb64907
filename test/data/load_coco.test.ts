import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type LoadCocoOptions, loadCocoData } from '../../src/data/load_coco.ts';
import { splitOf } from '../../src/data/split.ts';
import { DataError, OptionError } from '../../src/errors.ts';
import { type CocoFolder, cocoFolder, filesOf, floats } from './support/coco_folder.ts';
import { expectFault } from './support/faults.ts';
import { hdf5Bytes, tampered } from './support/write_hdf5.ts';

const load = async (folder: CocoFolder, options?: LoadCocoOptions) =>
  loadCocoData({ name: 'small', files: await filesOf(folder) }, options);

describe('loadCocoData', () => {
  it('reads captions, vocabulary, features and addresses of every split', async () => {
    const data = await load(cocoFolder());
    expect(data.name).toBe('small');
    expect(data.captionLength).toBe(5);
    expect(data.featureLength).toBe(3);
    expect(data.vocabulary.idxToWord[5]).toBe('dog');
    expect(data.vocabulary.wordToIdx.runs).toBe(6);
    expect(Object.keys(data.splits)).toEqual(['train', 'val']);
    const train = splitOf(data, 'train');
    expect(train.captionCount).toBe(4);
    expect([...train.captions.subarray(5, 10)]).toEqual([1, 4, 5, 2, 0]);
    expect([...train.imageIdxs]).toEqual([0, 0, 1, 2]);
    expect([...train.features.readRows([2, 0, 2])]).toEqual([6, 7, 8, 0, 1, 2, 6, 7, 8]);
    expect(splitOf(data, 'val').urls).toEqual(['http://b/0.jpg', 'http://b/1.jpg']);
    data.close();
  });

  it('reads the same from a path', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'fourgate-coco-'));
    try {
      for (const { name, bytes } of await filesOf(cocoFolder())) writeFileSync(join(folder, name), bytes);
      const data = await loadCocoData(`${folder}/`);
      expect(data.name).toBe(folder.split('/').at(-1));
      expect([...splitOf(data, 'val').features.readRows([1])]).toEqual([103, 104, 105]);
      data.close();
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('loads any split it finds', async () => {
    const folder = cocoFolder();
    const { train_captions, train_image_idxs } = folder.captions;
    if (train_captions && train_image_idxs) {
      Object.assign(folder.captions, { dev_captions: train_captions, dev_image_idxs: train_image_idxs });
    }
    folder.features['dev2014_vgg16_fc7_pca.h5'] = { features: floats(3, 3, 7) };
    const data = await load(folder);
    expect(Object.keys(data.splits)).toEqual(['train', 'val', 'dev']);
    expect(splitOf(data, 'dev').urls).toEqual([]);
  });

  it('reads integers of any width, gzipped chunks, and float64 features', async () => {
    const folder = cocoFolder();
    folder.captions.train_image_idxs = { data: BigInt64Array.from([0n, 0n, 1n, 2n]), shape: [4] };
    folder.captions.val_captions = {
      data: Uint16Array.from([1, 5, 6, 2, 0, 1, 6, 2, 0, 0]),
      shape: [2, 5],
      chunks: [1, 5],
      gzip: true,
    };
    folder.features['val2014_vgg16_fc7_pca.h5'] = {
      features: { data: Float64Array.from([1, 2, 3, 4, 5, 6.5]), shape: [2, 3], chunks: [1, 3], gzip: true },
    };
    const data = await load(folder);
    expect([...splitOf(data, 'train').imageIdxs]).toEqual([0, 0, 1, 2]);
    expect([...splitOf(data, 'val').captions]).toEqual([1, 5, 6, 2, 0, 1, 6, 2, 0, 0]);
    expect([...splitOf(data, 'val').features.readRows([1])]).toEqual([4, 5, 6.5]);
  });

  it('prefers PCA features if all splits have them, and obeys its option', async () => {
    const folder = cocoFolder();
    folder.features['train2014_vgg16_fc7.h5'] = { features: floats(3, 4, 0) };
    expect((await load(folder)).featureLength).toBe(3);
    const without = { expected: 'a file val2014_vgg16_fc7.h5', where: 'small', found: 'coco2014_captions.h5' };
    await expectFault(DataError, without, () => load(folder, { pcaFeatures: false }));
    folder.features['val2014_vgg16_fc7.h5'] = { features: floats(2, 4, 0) };
    expect((await load(folder)).featureLength).toBe(3);
    expect((await load(folder, { pcaFeatures: true })).featureLength).toBe(3);
    expect((await load(folder, { pcaFeatures: false })).featureLength).toBe(4);
    delete folder.features['val2014_vgg16_fc7_pca.h5'];
    expect((await load(folder)).featureLength).toBe(4);
  });

  it('maxTrain draws captions of train with replacement, the same for a seed', async () => {
    const draw = async (seed: number) => splitOf(await load(cocoFolder(), { maxTrain: 50, seed }), 'train');
    const [one, again, other] = [await draw(1), await draw(1), await draw(2)];
    expect(one.captionCount).toBe(50);
    expect(one.captions).toEqual(again.captions);
    expect(one.captions).not.toEqual(other.captions);
    const whole = splitOf(await load(cocoFolder()), 'train');
    const rows = (captions: Int32Array) => Array.from({ length: captions.length / 5 }, (_, i) => i * 5);
    const row = (captions: Int32Array, start: number) => captions.subarray(start, start + 5).join(' ');
    const pairs = new Set(rows(whole.captions).map((at, i) => `${row(whole.captions, at)} | ${whole.imageIdxs[i]}`));
    const drawn = rows(one.captions).map((at, i) => `${row(one.captions, at)} | ${one.imageIdxs[i]}`);
    expect(new Set(drawn)).toEqual(pairs);
    expect(splitOf(await load(cocoFolder(), { maxTrain: 2 }), 'val').captionCount).toBe(2);
  });

  it('reads float16 features of either byte order', async () => {
    const folder = cocoFolder();
    const bytes = await hdf5Bytes({ features: floats(2, 3, 0) }, { old: true });
    const single = [0x11, 0x20, 31, 0, 4, 0, 0, 0, 0, 0, 32, 0, 23, 8, 0, 23, 127, 0, 0, 0];
    // The type becomes a float of 5 bits of exponent from bit 10 on and 10 of significand, bias 15; bit 0 is the order.
    const type = (order: number) => [0x11, 0x20 | order, 15, 0, 2, 0, 0, 0, 0, 0, 16, 0, 10, 5, 0, 10, 15, 0, 0, 0];
    const numbers = [0x3c00, 0xc100, 0x0001, 0x7bff, 0x8000, 0x3555];
    const high = (number: number) => number >> 8;
    const low = (number: number) => number & 255;
    const half = (order: number) => {
      const typed = tampered(bytes, single, type(order));
      typed.set(
        numbers.flatMap((one) => (order === 1 ? [high(one), low(one)] : [low(one), high(one)])),
        typed.length - 24,
      );
      return typed;
    };
    for (const order of [0, 1]) {
      const files = (await filesOf(folder)).map((file) =>
        file.name === 'val2014_vgg16_fc7_pca.h5' ? { ...file, bytes: half(order) } : file,
      );
      const data = await loadCocoData({ name: 'small', files });
      const third = 0x555 / 2 ** 12;
      const rows = splitOf(data, 'val').features.readRows([0, 1]);
      expect([...rows]).toEqual([1, -2.5, 2 ** -24, 65_504, -0, Math.fround(third)]);
    }
  });

  it('does not mistake a group or texts for captions of a split', async () => {
    const folder = cocoFolder();
    folder.captions.spoken_captions = { data: 'a dog runs', shape: [] };
    const captions = await hdf5Bytes(folder.captions, { groups: ['raw_captions'] });
    const files = (await filesOf(folder)).map((file) =>
      file.name === 'coco2014_captions.h5' ? { ...file, bytes: captions } : file,
    );
    const data = await loadCocoData({ name: 'small', files });
    expect(Object.keys(data.splits)).toEqual(['train', 'val']);
  });

  it('reports progress', async () => {
    const steps: string[] = [];
    await load(cocoFolder(), { onProgress: (what, done, total) => steps.push(`${what} ${done}/${total}`) });
    expect(steps).toEqual([
      'coco2014_captions.h5 1/3',
      'train2014_vgg16_fc7_pca.h5 2/3',
      'val2014_vgg16_fc7_pca.h5 3/3',
    ]);
  });
});

describe('options of loadCocoData', () => {
  it.each([
    [{ maxtrain: 5 }, 'option maxtrain', 'pcaFeatures, maxTrain'],
    [{ maxTrain: 0 }, 'option maxTrain', 'a positive integer'],
    [{ maxTrain: 2.5 }, 'option maxTrain', 'a positive integer'],
    [{ pcaFeatures: 'yes' }, 'option pcaFeatures', 'true or false'],
    [{ maxTrain: 5, seed: 0.5 }, 'seed', 'an integer'],
  ])('%o is refused', async (options, where, expected) => {
    const act = () => load(cocoFolder(), options as LoadCocoOptions);
    await expectFault(OptionError, { where, expected, found: '' }, act);
  });
});
