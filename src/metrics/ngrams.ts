/** Orders of n-grams that captions are compared by: 1 to 4, as in the coco-caption toolkit. */
export const ORDERS = 4;

/** The n-grams of one caption, at n − 1 those of n words, each with how often it stands there. */
export type NgramCounts = readonly ReadonlyMap<string, number>[];

/** Counts the n-grams of `words`, n from 1 to 4. Words have no blanks, so that a blank can stand between them. */
export function countNgrams(words: readonly string[]): NgramCounts {
  const counts = Array.from({ length: ORDERS }, () => new Map<string, number>());
  for (let first = 0; first < words.length; first++) {
    let ngram = '';
    for (let n = 0; n < ORDERS && first + n < words.length; n++) {
      ngram = n === 0 ? (words[first] ?? '') : `${ngram} ${words[first + n]}`;
      const ofOrder = counts[n];
      ofOrder?.set(ngram, (ofOrder.get(ngram) ?? 0) + 1);
    }
  }
  return counts;
}

/** A caption that has been taken apart. */
export interface CountedCaption {
  readonly words: readonly string[];
  readonly ngrams: NgramCounts;
}

/** What the model said of an image, and what people said. */
export interface CountedImage {
  readonly hypothesis: CountedCaption;
  readonly references: readonly CountedCaption[];
}

/** @returns 0 for no values */
export function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}
