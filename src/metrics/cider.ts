import { type CountedImage, type NgramCounts, ORDERS } from './ngrams.ts';

/** Width of the length penalty, in words. */
const SIGMA = 6;
/** What a perfect caption scores. */
const SCALE = 10;

/** How much an n-gram of n words tells, at n − 1: its inverse document frequency. */
type Weights = readonly ((ngram: string) => number)[];

/**
 * CIDEr-D of each image (Vedantam et al. 2015) as coco-caption's `cider_scorer.py` has it: clipped tf-idf cosine of the
 * hypothesis with each reference, a Gaussian penalty (σ = 6) on the difference in length, the mean over 1- to 4-grams and
 * references, times 10. An n-gram's document frequency is the number of these images with it in a reference, so that a
 * score depends on the other images, and is 0 for a single one.
 */
export function cider(images: readonly CountedImage[]): number[] {
  const weights = inverseDocumentFrequencies(images);
  return images.map(({ hypothesis, references }) => {
    const norms = normsOf(hypothesis.ngrams, weights);
    let total = 0;
    for (const reference of references) {
      // The toolkit counts bigrams here, which is as good: it differs for no words only, and those score 0.
      const difference = hypothesis.words.length - reference.words.length;
      const cosines = clippedCosines(hypothesis.ngrams, norms, reference.ngrams, weights);
      total += (cosines / ORDERS) * Math.exp(-(difference ** 2) / (2 * SIGMA ** 2));
    }
    return (total / references.length) * SCALE;
  });
}

function inverseDocumentFrequencies(images: readonly CountedImage[]): Weights {
  const logDocuments = Math.log(images.length);
  return Array.from({ length: ORDERS }, (_, n) => {
    const frequencies = new Map<string, number>();
    for (const { references } of images) {
      const seen = new Set<string>();
      for (const { ngrams } of references) {
        for (const ngram of ngrams[n]?.keys() ?? []) seen.add(ngram);
      }
      for (const ngram of seen) frequencies.set(ngram, (frequencies.get(ngram) ?? 0) + 1);
    }
    for (const [ngram, frequency] of frequencies) frequencies.set(ngram, logDocuments - Math.log(frequency));
    return (ngram) => frequencies.get(ngram) ?? logDocuments;
  });
}

/** Euclidean norm of the tf-idf vector of each order. */
function normsOf(ngrams: NgramCounts, weights: Weights): number[] {
  return ngrams.map((counts, n) => {
    let squares = 0;
    for (const [ngram, count] of counts) squares += (count * (weights[n]?.(ngram) ?? 0)) ** 2;
    return Math.sqrt(squares);
  });
}

/** Sum over the orders of the cosines, an n-gram counting at most as often as it stands in the reference. */
function clippedCosines(hypothesis: NgramCounts, norms: readonly number[], reference: NgramCounts, weights: Weights) {
  let sum = 0;
  for (const [n, referenceNorm] of normsOf(reference, weights).entries()) {
    let product = 0;
    for (const [ngram, count] of hypothesis[n] ?? []) {
      const theirs = reference[n]?.get(ngram);
      if (theirs !== undefined) product += Math.min(count, theirs) * theirs * (weights[n]?.(ngram) ?? 0) ** 2;
    }
    const scale = (norms[n] ?? 0) * referenceNorm;
    if (scale !== 0) sum += product / scale;
  }
  return sum;
}
