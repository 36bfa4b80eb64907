import { requireMethods } from '../arguments.ts';
import { positiveInteger, rejectUnknownOptions } from '../option_checks.ts';
import { Random } from '../random.ts';
import { type Tensor, tensor } from '../tensor.ts';
import type { CaptionDataset, Split } from './dataset.ts';
import { requireCaptions, splitOf } from './split.ts';

export interface MinibatchOptions {
  /** Captions, N. Default 100. */
  readonly batchSize?: number;
  /** Default train. */
  readonly split?: string;
  /** By default one generator per data set, seeded with 0: the same calls in the same order give the same minibatches. */
  readonly random?: Random;
}

export interface Minibatch {
  /** (N, T + 1) word numbers. */
  readonly captions: Tensor<Int32Array>;
  /** (N, D), row i belonging to caption i. */
  readonly features: Tensor<Float32Array>;
  /** One per caption; empty if the data set has none. */
  readonly urls: readonly string[];
}

const defaultRandoms = new WeakMap<CaptionDataset, Random>();

/**
 * Captions drawn at random with replacement, with the features of their images (CS231n `sample_coco_minibatch`).
 * @throws OptionError when an option is unknown, `batchSize` is not a positive integer, or the split does not exist
 * @throws DataError when a word, an image or a feature row does not exist, or a feature is not finite
 */
export function sampleCocoMinibatch(data: CaptionDataset, options: MinibatchOptions = {}): Minibatch {
  rejectUnknownOptions('sampleCocoMinibatch', options, ['batchSize', 'split', 'random']);
  const batchSize = positiveInteger('sampleCocoMinibatch: option batchSize', options.batchSize ?? 100);
  const split = splitOf(data, options.split ?? 'train');
  const random = options.random ?? defaultRandom(data);
  requireMethods('sampleCocoMinibatch: option random', 'a Random', random, ['below']);
  return minibatchOf(
    data,
    split,
    Int32Array.from({ length: batchSize }, () => random.below(split.captionCount)),
  );
}

/**
 * The minibatch of the given captions, in order, of a split from `splitOf`.
 * @throws DataError when a word, an image or a feature row does not exist, or a feature is not finite
 */
export function minibatchOf(data: CaptionDataset, split: Split, rows: Int32Array): Minibatch {
  const length = data.captionLength;
  const captions = new Int32Array(rows.length * length);
  const images = new Int32Array(rows.length);
  rows.forEach((row, i) => {
    requireCaptions(data, split, row, row + 1);
    captions.set(split.captions.subarray(row * length, (row + 1) * length), i * length);
    images[i] = split.imageIdxs[row] ?? 0;
  });
  return {
    captions: tensor([rows.length, length], captions),
    features: tensor([rows.length, data.featureLength], split.features.readRows(images)),
    urls: split.urls.length === 0 ? [] : Array.from(images, (image) => split.urls[image] ?? ''),
  };
}

function defaultRandom(data: CaptionDataset): Random {
  const random = defaultRandoms.get(data) ?? new Random(0);
  defaultRandoms.set(data, random);
  return random;
}
