import { type CountedImage, ORDERS } from './ngrams.ts';

/** BLEU-1 to BLEU-4. */
export type Bleu<T = number> = readonly [T, T, T, T];

/** Keeps a precision above 0, so that an order without a match leaves a trace (the toolkit's `tiny`). */
const TINY = 1e-15;
/** Keeps a denominator above 0 (the toolkit's `small`). */
const SMALL = 1e-9;

/** What BLEU adds up over images. Lists have an entry an order, n-grams of n words at n − 1. */
export interface Tally {
  /** Words of the hypothesis. */
  length: number;
  /** Words of the reference closest in length, the shorter of two as close. */
  referenceLength: number;
  /** n-grams of the hypothesis. */
  readonly ngrams: number[];
  /** Those of them in a reference, each at most as often as in any one reference. */
  readonly matches: number[];
}

export const emptyTally = (): Tally => ({ length: 0, referenceLength: 0, ngrams: zeros(), matches: zeros() });

/** What an image counts for. */
export function tallyOf({ hypothesis, references }: CountedImage): Tally {
  const length = hypothesis.words.length;
  const matches = hypothesis.ngrams.map((counts, n) => {
    let matched = 0;
    for (const [ngram, count] of counts) {
      let most = 0;
      for (const reference of references) most = Math.max(most, reference.ngrams[n]?.get(ngram) ?? 0);
      matched += Math.min(count, most);
    }
    return matched;
  });
  const ngrams = matches.map((_, n) => Math.max(0, length - n));
  const lengths = references.map(({ words }) => words.length);
  return { length, referenceLength: closest(lengths, length), ngrams, matches };
}

/** Adds what an image counts for to what those before it did. */
export function addTally(total: Tally, { length, referenceLength, ngrams, matches }: Tally): void {
  total.length += length;
  total.referenceLength += referenceLength;
  for (let n = 0; n < ORDERS; n++) {
    total.ngrams[n] = (total.ngrams[n] ?? 0) + (ngrams[n] ?? 0);
    total.matches[n] = (total.matches[n] ?? 0) + (matches[n] ?? 0);
  }
}

/**
 * BLEU (Papineni et al. 2002) as coco-caption's `bleu_scorer.py` has it with option `closest`: clipped matches, brevity
 * penalty against the reference closest in length, and its two smoothing constants. A corpus is scored from summed
 * counts: its BLEU is no mean of scores.
 */
export function bleuOf({ length, referenceLength, ngrams, matches }: Tally): Bleu {
  const ratio = (length + TINY) / (referenceLength + SMALL);
  const brevity = ratio < 1 ? Math.exp(1 - 1 / ratio) : 1;
  let product = 1;
  const upTo = (n: number) => {
    product *= ((matches[n] ?? 0) + TINY) / ((ngrams[n] ?? 0) + SMALL);
    return product ** (1 / (n + 1)) * brevity;
  };
  return [upTo(0), upTo(1), upTo(2), upTo(3)];
}

function closest(lengths: readonly number[], to: number): number {
  return lengths.reduce((best, length) => {
    const nearer = Math.abs(length - to) - Math.abs(best - to);
    return nearer < 0 || (nearer === 0 && length < best) ? length : best;
  });
}

function zeros(): number[] {
  return new Array<number>(ORDERS).fill(0);
}
