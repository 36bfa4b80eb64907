import type { CaptionDataset } from '../../src/data/dataset.ts';
import { Random } from '../../src/random.ts';

/** The letters of the design: captions of a minibatch, targets, feature, word vector, hidden state, vocabulary. */
export type Sizes = Readonly<Record<'N' | 'T' | 'D' | 'W' | 'H' | 'V', number>>;

/** The size that all peers are measured at. */
export const sizes: Sizes = { N: 25, T: 16, D: 512, W: 256, H: 512, V: 1004 };

/** Adam as in CS231n: step size, decays and epsilon that every peer uses. */
export const adam = { learningRate: 5e-3, beta1: 0.9, beta2: 0.999, epsilon: 1e-8 } as const;

/** How many of Flickr8k's 30,000 training captions have 3, 4, … 16 targets (their words and `<END>`; 17 columns). */
const lengths = [15, 125, 340, 853, 1949, 2500, 2918, 3317, 3311, 3132, 2772, 2334, 1864, 4570];

/** Zipf–Mandelbrot law of the words, p(rank) ∝ (rank + shift)^−exponent, fitted so that a minibatch has as many different words as Flickr8k's. */
const words = { shift: 1.2, exponent: 1.1 };

/** One minibatch that stands for Flickr8k: its caption lengths, its share of repeated words; features like those after a ReLU. */
export interface Problem {
  readonly sizes: Sizes;
  /** (N, T + 1) word numbers: `<START>` 1, words, `<END>` 2, `<NULL>` 0. */
  readonly captions: Int32Array;
  /** (N, D) */
  readonly features: Float32Array;
}

/** Draws an index with a probability in proportion to its weight. */
function draw(random: Random, weights: readonly number[]): number {
  let left = random.uniform() * weights.reduce((sum, weight) => sum + weight, 0);
  for (const [index, weight] of weights.entries()) {
    left -= weight;
    if (left < 0) return index;
  }
  return weights.length - 1;
}

/** A problem of at least four words; captions longer than T targets are cut. */
export function makeProblem(seed: number, size: Sizes = sizes): Problem {
  const { N, T, D, V } = size;
  const random = new Random(seed);
  const zipf = Array.from({ length: V - 4 }, (_, rank) => (rank + 1 + words.shift) ** -words.exponent);
  const captions = new Int32Array(N * (T + 1));
  for (let n = 0; n < N; n++) {
    const targets = Math.min(T, 3 + draw(random, lengths));
    const row = captions.subarray(n * (T + 1), (n + 1) * (T + 1));
    row[0] = 1;
    for (let t = 1; t < targets; t++) row[t] = 4 + draw(random, zipf);
    row[targets] = 2;
  }
  const features = Float32Array.from({ length: N * D }, () => Math.max(0, random.normal()));
  return { sizes: size, captions, features };
}

/** The problem as a data set of one minibatch, so that every shuffled epoch is one step over the same captions. */
export function asDataset({ sizes: { N, T, D, V }, captions, features }: Problem): CaptionDataset {
  const idxToWord = Array.from(
    { length: V },
    (_, index) => ['<NULL>', '<START>', '<END>', '<UNK>'][index] ?? `w${index}`,
  );
  return {
    name: 'one minibatch',
    vocabulary: { idxToWord, wordToIdx: Object.fromEntries(idxToWord.map((word, index) => [word, index])) },
    captionLength: T + 1,
    featureLength: D,
    splits: {
      train: {
        name: 'train',
        captions,
        captionCount: N,
        imageIdxs: Int32Array.from({ length: N }, (_, n) => n),
        features: {
          count: N,
          length: D,
          readRows: (rows) =>
            Float32Array.from(
              { length: rows.length * D },
              (_, at) => features[(rows[Math.floor(at / D)] ?? 0) * D + (at % D)] ?? 0,
            ),
        },
        urls: [],
      },
    },
    close: () => {},
  };
}
