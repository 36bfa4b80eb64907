import type { Split } from '../data/dataset.ts';
import type { Random } from '../random.ts';

export const SAMPLINGS = ['random', 'shuffled'] as const;
/** `random` draws captions with replacement, as CS231n does; `shuffled` visits every caption once an epoch. */
export type Sampling = (typeof SAMPLINGS)[number];

/** Chooses the captions of each minibatch from a seeded generator. */
export class Minibatches {
  /** Minibatches an epoch has. CS231n drops the remainder of a random epoch; a shuffled one is whole. */
  readonly perEpoch: number;
  readonly #split: Split;
  readonly #batchSize: number;
  readonly #sampling: Sampling;
  readonly #random: Random;
  readonly #deck: Int32Array;
  #dealt: number;

  constructor(split: Split, batchSize: number, sampling: Sampling, random: Random) {
    this.#split = split;
    this.#batchSize = batchSize;
    this.#sampling = sampling;
    this.#random = random;
    const batches = split.captionCount / batchSize;
    this.perEpoch = sampling === 'shuffled' ? Math.ceil(batches) : Math.max(1, Math.floor(batches));
    this.#deck = Int32Array.from({ length: sampling === 'shuffled' ? split.captionCount : 0 }, (_, i) => i);
    this.#dealt = this.#deck.length;
  }

  /** The next minibatch: (N, T + 1) captions and the N feature rows of their images. */
  next(): { readonly captions: Int32Array; readonly images: Int32Array } {
    const { captions, imageIdxs, captionCount } = this.#split;
    const columns = captions.length / captionCount;
    const chosen = this.#choose();
    const words = new Int32Array(chosen.length * columns);
    chosen.forEach((caption, n) => {
      words.set(captions.subarray(caption * columns, (caption + 1) * columns), n * columns);
    });
    return { captions: words, images: chosen.map((caption) => imageIdxs[caption] ?? 0) };
  }

  #choose(): Int32Array {
    if (this.#sampling === 'random') {
      return Int32Array.from({ length: this.#batchSize }, () => this.#random.below(this.#split.captionCount));
    }
    if (this.#dealt >= this.#deck.length) {
      this.#random.shuffle(this.#deck);
      this.#dealt = 0;
    }
    const chosen = this.#deck.slice(this.#dealt, this.#dealt + this.#batchSize);
    this.#dealt += chosen.length;
    return chosen;
  }
}
