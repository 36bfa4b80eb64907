import { DataError, type Fault } from '../errors.ts';
import type { Vocabulary } from './dataset.ts';

/** A fault of a caption, and its column. */
export interface FormFault extends Omit<Fault, 'where'> {
  readonly column: number;
}

/**
 * What is wrong with the form of a caption, if anything. Valid is `<START>`, words, `<END>`, then `<NULL>` to the last column;
 * a truncated caption ends with a word in the last column. Training would accept any other form silently: without `<START>` a
 * model never learns to begin a caption, and without `<END>` to end one.
 * @param words a table of captions, whose numbers are all in the vocabulary
 * @param start where in the table the caption begins
 * @param length its columns
 */
export function formFault(
  words: Int32Array,
  start: number,
  length: number,
  { wordToIdx, idxToWord }: Vocabulary,
): FormFault | undefined {
  const { '<START>': START, '<END>': END, '<NULL>': NULL } = wordToIdx;
  const fault = (column: number, expected: string, remedy: string): FormFault => {
    const word = words[start + column] ?? -1;
    return { column, expected, found: `${idxToWord[word]} (word number ${word})`, remedy };
  };
  if (words[start] !== START) return fault(0, `<START> (word number ${START})`, BEGIN);
  let ended = false;
  for (let column = 1; column < length; column++) {
    const word = words[start + column];
    if (word === START) return fault(column, '<START> at the beginning only', BEGIN);
    if (ended && word !== NULL) return fault(column, 'nothing but <NULL> after <END>', FINISH);
    if (!ended && word === NULL) return fault(column, 'a word or <END>', FINISH);
    if (word === END) ended = true;
  }
  return undefined;
}

const BEGIN = 'Put <START> before the first word of every caption, and nowhere else.';
const FINISH = 'Put <END> after the last word of every caption, and <NULL> in all columns that follow.';

/** @throws DataError when no caption of a table has an `<END>`: truncated ones may lack it, but not all captions. */
export function requireSomeEnd(where: string, words: Int32Array, count: number, { wordToIdx }: Vocabulary): void {
  if (words.includes(wordToIdx['<END>'] ?? -1)) return;
  throw new DataError({
    where,
    expected: '<END> after the last word of captions',
    found: `none in ${count} captions`,
    remedy: 'A model that never sees <END> never ends a caption: add a column to the captions, for <END>.',
  });
}
