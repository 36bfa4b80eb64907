import { type Captions, type CountedImage, type NgramCounts, ORDERS } from './ngrams.ts';

/** Width of the length penalty, in words. */
const SIGMA = 6;
/** What a perfect caption scores. */
const SCALE = 10;

/** The inverse document frequency of each n-gram of n words, at n − 1 by its number. */
export type Weights = readonly Float64Array[];

/**
 * The weight of every n-gram: it falls with the number of images that have it in a reference.
 * @param references of each image, as numbers of `captions`
 */
export function inverseDocumentFrequencies(captions: Captions, references: readonly (readonly number[])[]): Weights {
  const logDocuments = Math.log(references.length);
  return captions.different.map((different, n) => {
    const frequencies = new Float64Array(different);
    /** The last image with the n-gram, from 1 up. */
    const seenAt = new Int32Array(different);
    references.forEach((ofImage, image) => {
      for (const reference of ofImage) {
        for (const ngram of captions.ngramsOf(reference, n + 1)) {
          if (seenAt[ngram] === image + 1) continue;
          seenAt[ngram] = image + 1;
          frequencies[ngram] = (frequencies[ngram] ?? 0) + 1;
        }
      }
    });
    // An n-gram that is in no reference weighs as much as one that is in one.
    return frequencies.map((frequency) => logDocuments - Math.log(Math.max(1, frequency)));
  });
}

/**
 * CIDEr-D of an image (Vedantam et al. 2015) as coco-caption's `cider_scorer.py` has it: clipped tf-idf cosine of the
 * hypothesis with each reference, a Gaussian penalty (σ = 6) on the difference in length, the mean over 1- to 4-grams and
 * references, times 10. The weights are those of all images that are scored together, so that a score depends on the
 * others, and is 0 for a single one.
 */
export function cider({ hypothesis, references }: CountedImage, weights: Weights): number {
  const norms = normsOf(hypothesis.ngrams, weights);
  let total = 0;
  for (const reference of references) {
    // The toolkit counts bigrams here, which is as good: it differs for no words only, and those score 0.
    const difference = hypothesis.words.length - reference.words.length;
    const cosines = clippedCosines(hypothesis.ngrams, norms, reference.ngrams, weights);
    total += (cosines / ORDERS) * Math.exp(-(difference ** 2) / (2 * SIGMA ** 2));
  }
  return (total / references.length) * SCALE;
}

/** Euclidean norm of the tf-idf vector of each order. */
function normsOf(ngrams: NgramCounts, weights: Weights): number[] {
  return ngrams.map((counts, n) => {
    let squares = 0;
    for (const [ngram, count] of counts) squares += (count * (weights[n]?.[ngram] ?? 0)) ** 2;
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
      if (theirs !== undefined) product += Math.min(count, theirs) * theirs * (weights[n]?.[ngram] ?? 0) ** 2;
    }
    const scale = (norms[n] ?? 0) * referenceNorm;
    if (scale !== 0) sum += product / scale;
  }
  return sum;
}
