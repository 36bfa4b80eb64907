import { DataError, type Fault } from '../errors.ts';
import type { Vocabulary } from './dataset.ts';

/** A fault of a caption, and the column that it is in. */
export interface FormFault extends Omit<Fault, 'where'> {
  readonly column: number;
}

/**
 * What is wrong with the form of a caption, if anything: `<START>`, words, `<END>`, then `<NULL>` to the last column. One
 * that was cut ends with a word in the last column. All else would be learnt without a complaint: without `<START>` a
 * model never says a first word, and without `<END>` it never ends.
 * @param words a table of captions whose numbers are all those of words
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
    if (ended && word !== NULL) return fault(column, 'nothing but <NULL> behind <END>', FINISH);
    if (!ended && word === NULL) return fault(column, 'a word or <END>', FINISH);
    if (word === END) ended = true;
  }
  return undefined;
}

const BEGIN = 'Put <START> before the first word of every caption, and nowhere else.';
const FINISH = 'Put <END> behind the last word of every caption, and <NULL> in all columns that are left.';

/** @throws DataError when none of a table's captions has an `<END>`: each may lack it, where it was cut, but not all. */
export function requireSomeEnd(where: string, words: Int32Array, count: number, { wordToIdx }: Vocabulary): void {
  if (words.includes(wordToIdx['<END>'] ?? -1)) return;
  throw new DataError({
    where,
    expected: '<END> behind the last word of captions',
    found: `none in ${count} captions`,
    remedy: 'A model that never sees it never ends a caption: give captions a column more and put <END> into it.',
  });
}
