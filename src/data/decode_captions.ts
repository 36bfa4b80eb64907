import { kindOf, wrongKind } from '../arguments.ts';
import { DataError, OptionError, ShapeError } from '../errors.ts';
import { type IndexTensor, requireTensor } from '../tensor.ts';
import type { Vocabulary } from './dataset.ts';
import { isRecord } from './json.ts';
import { isIndex, wordsWithNumbers } from './word_list.ts';

/** Words by number, or numbers by word: either half of a vocabulary. */
export type Words = Vocabulary['idxToWord'] | Vocabulary['wordToIdx'];

/**
 * Captions as text (CS231n `decode_captions`): words joined by spaces, without `<NULL>`, up to and including `<END>`.
 * @param captions word numbers: one caption as an array or a tensor (T), or many as a tensor (N, T)
 * @param words `idxToWord` or `wordToIdx` of the vocabulary; not the keys of the latter, which JavaScript sorts
 * @returns a string for one caption, a list of N strings for many
 * @throws ShapeError when a tensor has neither one nor two axes
 * @throws DataError when a number is not a word number
 * @throws OptionError when `words` is neither of the two
 */
export function decodeCaptions(captions: ArrayLike<number>, words: Words): string;
export function decodeCaptions(captions: IndexTensor, words: Words): string | string[];
export function decodeCaptions(captions: IndexTensor | ArrayLike<number>, words: Words): string | string[] {
  const idxToWord = listOf(words);
  if (!isTensor(captions)) return captionText(captions, idxToWord);
  const [first = 0, length = 0] = captions.shape;
  if (captions.shape.length === 1) return captionText(captions.data, idxToWord);
  if (captions.shape.length === 2) {
    return Array.from({ length: first }, (_, row) =>
      captionText(captions.data.subarray(row * length, (row + 1) * length), idxToWord, `caption ${row}`),
    );
  }
  throw new ShapeError({
    where: 'decodeCaptions: captions',
    expected: 'shape (T) or (N, T)',
    found: `shape (${captions.shape.join(', ')})`,
  });
}

/** One caption as text, from words by number. @throws DataError when a number is not a word number */
export function captionText(caption: ArrayLike<number>, idxToWord: readonly string[], where = 'caption'): string {
  const words: string[] = [];
  for (let t = 0; t < caption.length; t++) {
    const word = idxToWord[caption[t] ?? -1];
    if (word === undefined) {
      throw new DataError({
        where: `decodeCaptions: ${where}, column ${t}`,
        expected: `a word number from 0 to ${idxToWord.length - 1}`,
        found: kindOf(caption[t]),
      });
    }
    if (word !== '<NULL>') words.push(word);
    if (word === '<END>') break;
  }
  return words.join(' ');
}

/** @throws OptionError when they are neither a tensor nor numbers. */
function isTensor(captions: IndexTensor | ArrayLike<number>): captions is IndexTensor {
  if (Array.isArray(captions) || ArrayBuffer.isView(captions)) return false;
  if (typeof captions !== 'object' || captions === null || !('shape' in captions)) {
    throw wrongKind('decodeCaptions: captions', 'word numbers, as a list or a tensor', captions);
  }
  requireTensor('decodeCaptions: captions', captions);
  return true;
}

function listOf(words: Words): readonly string[] {
  const where = 'decodeCaptions: words';
  if (isRecord(words)) return wordsWithNumbers(where, words);
  if (!Array.isArray(words)) throw wrongKind(where, 'a list of words by number, or numbers by word', words);
  const odd = words.findIndex((word) => typeof word !== 'string');
  if (odd >= 0) throw wrongKind(`${where}, number ${odd}`, 'a word', words[odd]);
  if (!isOrderOfKeys(words)) return words;
  throw new OptionError({
    where,
    expected: 'words by number',
    found: `a list that begins with "${words[0]}" like the keys of an object, which JavaScript sorts`,
    remedy: 'Pass wordToIdx itself instead of Object.keys(wordToIdx).',
  });
}

/** Whether all words that are numbers come first, in ascending order, as the keys of any object do. */
function isOrderOfKeys(words: readonly string[]): boolean {
  const count = words.findLastIndex(isIndex) + 1;
  const ascends = (word: string, at: number) => isIndex(word) && (at === 0 || Number(words[at - 1]) < Number(word));
  return count > 0 && words.slice(0, count).every(ascends);
}
