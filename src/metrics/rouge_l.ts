import type { CountedImage } from './ngrams.ts';

/** How much more recall counts than precision, as coco-caption's `rouge.py` sets it. */
const BETA = 1.2;

/** The toolkit splits at single blanks here, which makes one empty word of an empty caption; no other word has this number. */
const EMPTY_CAPTION = [-1];

/**
 * ROUGE-L of an image (Lin 2004) as coco-caption's `rouge.py` has it: the F-measure of the best precision and the best
 * recall that the longest common subsequence has with any reference, each on its own.
 * @returns a number from 0 to 1; 0 where no word is in common
 */
export function rougeL({ hypothesis, references }: CountedImage): number {
  const words = orEmptyWord(hypothesis.words);
  let [precision, recall] = [0, 0];
  for (const { words: theirs } of references) {
    const reference = orEmptyWord(theirs);
    const common = longestCommonSubsequence(words, reference);
    precision = Math.max(precision, common / words.length);
    recall = Math.max(recall, common / reference.length);
  }
  if (precision === 0 || recall === 0) return 0;
  return ((1 + BETA ** 2) * precision * recall) / (recall + BETA ** 2 * precision);
}

function orEmptyWord(words: ArrayLike<number>): ArrayLike<number> {
  return words.length === 0 ? EMPTY_CAPTION : words;
}

function longestCommonSubsequence(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let [above, row] = [new Int32Array(b.length + 1), new Int32Array(b.length + 1)];
  for (let i = 0; i < a.length; i++) {
    for (let j = 0; j < b.length; j++) {
      row[j + 1] = a[i] === b[j] ? (above[j] ?? 0) + 1 : Math.max(above[j + 1] ?? 0, row[j] ?? 0);
    }
    [above, row] = [row, above];
  }
  return above[b.length] ?? 0;
}
