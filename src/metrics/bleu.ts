import { type CountedImage, ORDERS } from './ngrams.ts';

/** BLEU-1 to BLEU-4. */
export type Bleu<T = number> = readonly [T, T, T, T];

/** Keeps a precision above 0, so that an order without a match leaves a trace (the toolkit's `tiny`). */
const TINY = 1e-15;
/** Keeps a denominator above 0 (the toolkit's `small`). */
const SMALL = 1e-9;

/** What BLEU adds up over images. Lists have an entry an order, n-grams of n words at n − 1. */
interface Tally {
  /** Words of the hypothesis. */
  length: number;
  /** Words of the reference closest in length, the shorter of two as close. */
  referenceLength: number;
  /** n-grams of the hypothesis. */
  readonly ngrams: number[];
  /** Those of them in a reference, each at most as often as in any one reference. */
  readonly matches: number[];
}

/**
 * BLEU (Papineni et al. 2002) as coco-caption's `bleu_scorer.py` has it with option `closest`: clipped matches, brevity
 * penalty against the reference closest in length, and its two smoothing constants.
 * @returns of the corpus, from summed counts and not a mean of scores; and for each order a number an image
 */
export function bleu(images: readonly CountedImage[]): { readonly corpus: Bleu; readonly perImage: Bleu<number[]> } {
  const corpus: Tally = { length: 0, referenceLength: 0, ngrams: zeros(), matches: zeros() };
  const perImage: Bleu<number[]> = [[], [], [], []];
  for (const image of images) {
    const tally = tallyOf(image);
    for (const [n, score] of scoreOf(tally).entries()) perImage[n]?.push(score);
    corpus.length += tally.length;
    corpus.referenceLength += tally.referenceLength;
    for (let n = 0; n < ORDERS; n++) {
      corpus.ngrams[n] = (corpus.ngrams[n] ?? 0) + (tally.ngrams[n] ?? 0);
      corpus.matches[n] = (corpus.matches[n] ?? 0) + (tally.matches[n] ?? 0);
    }
  }
  return { corpus: scoreOf(corpus), perImage };
}

function tallyOf({ hypothesis, references }: CountedImage): Tally {
  const length = hypothesis.words.length;
  const matches = hypothesis.ngrams.map((counts, n) => {
    let matched = 0;
    for (const [ngram, count] of counts) {
      matched += Math.min(count, Math.max(...references.map((reference) => reference.ngrams[n]?.get(ngram) ?? 0)));
    }
    return matched;
  });
  const ngrams = matches.map((_, n) => Math.max(0, length - n));
  return {
    length,
    referenceLength: closest(
      references.map(({ words }) => words.length),
      length,
    ),
    ngrams,
    matches,
  };
}

function closest(lengths: readonly number[], to: number): number {
  return lengths.reduce((best, length) => {
    const nearer = Math.abs(length - to) - Math.abs(best - to);
    return nearer < 0 || (nearer === 0 && length < best) ? length : best;
  });
}

function scoreOf({ length, referenceLength, ngrams, matches }: Tally): Bleu {
  const ratio = (length + TINY) / (referenceLength + SMALL);
  const brevity = ratio < 1 ? Math.exp(1 - 1 / ratio) : 1;
  let product = 1;
  const upTo = (n: number) => {
    product *= ((matches[n] ?? 0) + TINY) / ((ngrams[n] ?? 0) + SMALL);
    return product ** (1 / (n + 1)) * brevity;
  };
  return [upTo(0), upTo(1), upTo(2), upTo(3)];
}

function zeros(): number[] {
  return new Array<number>(ORDERS).fill(0);
}
