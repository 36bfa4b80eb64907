import { DataError } from '../errors.ts';
import { SPECIAL_WORDS } from '../special_words.ts';

/** Tokens such as `<unk>`: special words of other programs, not words of a caption. */
const isSpecial = (word: string) => /^<.*>$/.test(word);

/**
 * The frequent words of captions: CS231n's special words, then the others by descending frequency.
 * @param captions each as its words
 * @param minCount how often a word must occur
 * @throws DataError when no word occurs that often
 */
export function frequentWords(captions: readonly (readonly string[])[], minCount: number): string[] {
  const counts = new Map<string, number>();
  for (const word of captions.flat()) counts.set(word, (counts.get(word) ?? 0) + 1);
  const kept = [...counts]
    .filter(([word, count]) => count >= minCount && !isSpecial(word))
    .sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))
    .map(([word]) => word);
  if (kept.length > 0) return [...SPECIAL_WORDS, ...kept];
  const most = Math.max(0, ...counts.values());
  throw new DataError({
    where: 'vocabulary',
    expected: `words that occur ${minCount} times or more in the training captions`,
    found: most === 0 ? 'no words' : `none that occurs more than ${most} times`,
    remedy: 'Lower the minimum count.',
  });
}

/**
 * A caption as a row of CS231n's table: `<START>`, words, `<END>`, and `<NULL>` up to `length`. One that is too long is
 * truncated and still ends with `<END>`, as in CS231n's own files.
 */
export function captionRow(
  words: readonly string[],
  numbers: ReadonlyMap<string, number>,
  length: number,
): Int32Array<ArrayBuffer> {
  const numberOf = (word: string) => numbers.get(word) ?? 0;
  const row = new Int32Array(length).fill(numberOf('<NULL>'));
  const said = words.slice(0, length - 2).map((word) => numbers.get(word) ?? numberOf('<UNK>'));
  row.set([numberOf('<START>'), ...said, numberOf('<END>')]);
  return row;
}
