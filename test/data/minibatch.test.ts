import { describe, expect, it } from 'vitest';
import { loadCocoData } from '../../src/data/load_coco.ts';
import { type MinibatchOptions, minibatchOf, sampleCocoMinibatch } from '../../src/data/minibatch.ts';
import { splitOf } from '../../src/data/split.ts';
import { OptionError } from '../../src/errors.ts';
import { Random } from '../../src/random.ts';
import { cocoFolder, filesOf } from './support/coco_folder.ts';
import { expectFault } from './support/faults.ts';

const data = await loadCocoData({ name: 'small', files: await filesOf(cocoFolder()) });

describe('sampleCocoMinibatch', () => {
  it('draws captions with the features and addresses of their images', () => {
    const batch = sampleCocoMinibatch(data, { batchSize: 60, random: new Random(1) });
    expect(batch.captions.shape).toEqual([60, 5]);
    expect(batch.features.shape).toEqual([60, 3]);
    const train = splitOf(data, 'train');
    const seen = new Set<number>();
    for (let n = 0; n < 60; n++) {
      const caption = batch.captions.data.subarray(5 * n, 5 * n + 5).join();
      const row = [0, 1, 2, 3].find((i) => train.captions.subarray(5 * i, 5 * i + 5).join() === caption) ?? -1;
      seen.add(row);
      const image = train.imageIdxs[row] ?? -1;
      expect([...batch.features.data.subarray(3 * n, 3 * n + 3)]).toEqual([3 * image, 3 * image + 1, 3 * image + 2]);
      expect(batch.urls[n]).toBe(`http://a/${image}.jpg`);
    }
    expect([...seen].sort()).toEqual([0, 1, 2, 3]);
  });

  it('draws 100 of train by default, and continues from call to call', () => {
    const first = sampleCocoMinibatch(data);
    const second = sampleCocoMinibatch(data);
    expect(first.captions.shape).toEqual([100, 5]);
    expect(second.captions.data).not.toEqual(first.captions.data);
    expect(sampleCocoMinibatch(data, { split: 'val', batchSize: 1 }).features.data[0]).toBeGreaterThanOrEqual(100);
  });

  it('is the same for the same random numbers', () => {
    const draw = (seed: number) => sampleCocoMinibatch(data, { random: new Random(seed) }).captions.data;
    expect(draw(5)).toEqual(draw(5));
    expect(draw(5)).not.toEqual(draw(6));
  });

  it('has no addresses if the data set has none', async () => {
    const folder = cocoFolder();
    folder.urls = {};
    const bare = await loadCocoData({ name: 'bare', files: await filesOf(folder) });
    expect(sampleCocoMinibatch(bare).urls).toEqual([]);
  });

  it('minibatchOf gives the requested captions, in order', () => {
    const batch = minibatchOf(data, splitOf(data, 'train'), Int32Array.from([3, 0]));
    expect([...batch.captions.data]).toEqual([1, 4, 3, 6, 2, 1, 4, 5, 6, 2]);
    expect([...batch.features.data]).toEqual([6, 7, 8, 0, 1, 2]);
  });

  it.each([
    [{ batchsize: 5 }, 'option batchsize', 'batchSize'],
    [{ batchSize: 0 }, 'option batchSize', 'a positive integer'],
    [{ batchSize: '5' }, 'option batchSize', 'a positive integer'],
    [{ split: 'test' }, 'data set small: split', 'one of train, val'],
    [{ split: 'toString' }, 'data set small: split', 'one of train, val'],
  ])('%o is refused', async (options, where, expected) => {
    const act = () => sampleCocoMinibatch(data, options as MinibatchOptions);
    await expectFault(OptionError, { where, expected, found: '' }, act);
  });
});
