import { PairNumbers } from './pair_numbers.ts';

/** Orders of n-grams that captions are compared by: 1 to 4, as in the coco-caption toolkit. */
export const ORDERS = 4;

/** The n-grams of one caption, at n − 1 those of n words: the number of each with how often it stands there. */
export type NgramCounts = readonly ReadonlyMap<number, number>[];

/** A caption that has been taken apart. */
export interface CountedCaption {
  /** Numbers of its words, in order. */
  readonly words: ArrayLike<number>;
  readonly ngrams: NgramCounts;
}

/** The hypothesis and the references of an image. */
export interface CountedImage {
  readonly hypothesis: CountedCaption;
  readonly references: readonly CountedCaption[];
}

/**
 * Captions in numbers: equal words have equal numbers, and so have equal n-grams of each order. They lie end to end in
 * flat lists, some twenty bytes a word; what is counted is counted caption by caption, and let go.
 */
export class Captions {
  /** Where each caption begins in `#ngrams`, and where the last one ends. */
  readonly #starts: readonly number[];
  /** At n − 1, for every word the number of the n-gram that begins with it; 0 where its caption ends before. */
  readonly #ngrams: readonly Int32Array[];
  /** At n − 1, how many different n-grams there are. */
  readonly different: readonly number[];

  constructor(captions: Iterable<readonly string[]>) {
    const numbers = new Map<string, number>();
    const words: number[] = [];
    const starts = [0];
    for (const caption of captions) {
      for (const word of caption) {
        const number = numbers.get(word) ?? numbers.size;
        if (number === numbers.size) numbers.set(word, number);
        words.push(number);
      }
      starts.push(words.length);
    }
    this.#starts = starts;
    const ngrams = [Int32Array.from(words)];
    const different = [numbers.size];
    for (let n = 2; n <= ORDERS; n++) {
      const longer = lengthened(n, starts, ngrams);
      ngrams.push(longer.ngrams);
      different.push(longer.different);
    }
    this.#ngrams = ngrams;
    this.different = different;
  }

  /** The numbers of a caption's n-grams of n words, in order. */
  ngramsOf(caption: number, n: number): Int32Array {
    const [start = 0, end = 0] = [this.#starts[caption], this.#starts[caption + 1]];
    return this.#ngrams[n - 1]?.subarray(start, Math.max(start, end - n + 1)) ?? new Int32Array();
  }

  counted(caption: number): CountedCaption {
    const ngrams = Array.from({ length: ORDERS }, (_, n) => countsOf(this.ngramsOf(caption, n + 1)));
    return { words: this.ngramsOf(caption, 1), ngrams };
  }
}

/** Numbers the n-grams of n words: each is one that is a word shorter, and its last word. */
function lengthened(n: number, starts: readonly number[], ngrams: readonly Int32Array[]) {
  const [words, shorter] = [ngrams[0] ?? new Int32Array(), ngrams[n - 2] ?? new Int32Array()];
  const pairs = new PairNumbers();
  const longer = new Int32Array(words.length);
  for (let caption = 1; caption < starts.length; caption++) {
    const end = starts[caption] ?? 0;
    for (let first = starts[caption - 1] ?? 0; first + n <= end; first++) {
      longer[first] = pairs.numberOf(shorter[first] ?? 0, words[first + n - 1] ?? 0);
    }
  }
  return { ngrams: longer, different: pairs.size };
}

function countsOf(numbers: Int32Array): ReadonlyMap<number, number> {
  const counts = new Map<number, number>();
  for (const number of numbers) counts.set(number, (counts.get(number) ?? 0) + 1);
  return counts;
}

/** @returns 0 for no values */
export function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}
