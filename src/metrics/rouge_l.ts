import type { CountedImage } from './ngrams.ts';

/** How much more recall counts than precision, as coco-caption's `rouge.py` sets it. */
const BETA = 1.2;

/**
 * ROUGE-L of each image (Lin 2004) as coco-caption's `rouge.py` has it: the F-measure of the best precision and the best
 * recall that the longest common subsequence has with any reference, each on its own.
 */
export function rougeL(images: readonly CountedImage[]): number[] {
  return images.map(({ hypothesis, references }) => {
    const words = splitAtBlanks(hypothesis.words);
    let [precision, recall] = [0, 0];
    for (const { words: theirs } of references) {
      const reference = splitAtBlanks(theirs);
      const common = longestCommonSubsequence(words, reference);
      precision = Math.max(precision, common / words.length);
      recall = Math.max(recall, common / reference.length);
    }
    if (precision === 0 || recall === 0) return 0;
    return ((1 + BETA ** 2) * precision * recall) / (recall + BETA ** 2 * precision);
  });
}

/** The toolkit splits at single blanks here, which makes one empty word of an empty caption. */
function splitAtBlanks(words: readonly string[]): readonly string[] {
  return words.length === 0 ? [''] : words;
}

function longestCommonSubsequence(a: readonly string[], b: readonly string[]): number {
  let above = new Int32Array(b.length + 1);
  for (const word of a) {
    const row = new Int32Array(b.length + 1);
    for (const [j, other] of b.entries()) {
      row[j + 1] = word === other ? (above[j] ?? 0) + 1 : Math.max(above[j + 1] ?? 0, row[j] ?? 0);
    }
    above = row;
  }
  return above[b.length] ?? 0;
}
