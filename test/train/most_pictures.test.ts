import { expect, it } from 'vitest';
import { choicesOf } from '../../src/options/declare.ts';
import { trainingOptions } from '../../src/options/training_options.ts';
import { Random } from '../../src/random.ts';
import { mostPictures } from '../../src/train/data.ts';
import { Minibatches } from '../../src/train/minibatches.ts';
import { smallDataset } from '../support/dataset.ts';

/** A split whose images have so many captions each. */
function splitWith(captionsOf: readonly number[]) {
  const imageIdxs = Int32Array.from(captionsOf.flatMap((count, image) => Array.from({ length: count }, () => image)));
  const { train } = smallDataset({ captions: imageIdxs.length, images: captionsOf.length }).splits;
  if (!train) throw new Error('no captions');
  return { ...train, imageIdxs };
}

it.each(choicesOf(trainingOptions.sampling))(
  'no minibatch of the sampling %s has more pictures than there is room for',
  (sampling) => {
    const random = new Random(5);
    for (let trial = 0; trial < 300; trial++) {
      const split = splitWith(Array.from({ length: 1 + random.below(12) }, () => 1 + random.below(7)));
      const batchSize = 1 + random.below(20);
      const most = mostPictures(split, batchSize, sampling);
      const minibatches = new Minibatches(split, batchSize, sampling, new Random(trial));
      for (let i = 0; i < 3 * minibatches.perEpoch; i++) {
        expect(new Set(minibatches.next().images).size).toBeLessThanOrEqual(most);
      }
    }
  },
);

it('64 captions belong to at most 14 pictures with five captions each', () => {
  const split = splitWith(Array.from({ length: 100 }, () => 5));
  expect(mostPictures(split, 64, 'pictures')).toBe(14);
  expect(mostPictures(split, 64, 'shuffled')).toBe(64);
});
