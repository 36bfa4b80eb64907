import { kindOf, requireList, wrongKind } from '../arguments.ts';
import { DataError, ShapeError } from '../errors.ts';
import { type IndexTensor, requireTensor } from '../tensor.ts';

/**
 * Captions as text (CS231n `decode_captions`): words joined by spaces, `<NULL>` dropped, `<END>` kept and the last.
 * @param captions word numbers: one caption as an array or a tensor (T), or many as a tensor (N, T)
 * @param idxToWord words by number
 * @returns a string for one caption, a list of N strings for many
 * @throws ShapeError when a tensor has neither one nor two axes
 * @throws DataError when a number is that of no word
 */
export function decodeCaptions(captions: ArrayLike<number>, idxToWord: readonly string[]): string;
export function decodeCaptions(captions: IndexTensor, idxToWord: readonly string[]): string | string[];
export function decodeCaptions(
  captions: IndexTensor | ArrayLike<number>,
  idxToWord: readonly string[],
): string | string[] {
  requireList('decodeCaptions: idxToWord', 'a list of words by number', idxToWord);
  if (!isTensor(captions)) return decodeOne(captions, idxToWord, 'caption');
  const [first = 0, length = 0] = captions.shape;
  if (captions.shape.length === 1) return decodeOne(captions.data, idxToWord, 'caption');
  if (captions.shape.length === 2) {
    return Array.from({ length: first }, (_, row) =>
      decodeOne(captions.data.subarray(row * length, (row + 1) * length), idxToWord, `caption ${row}`),
    );
  }
  throw new ShapeError({
    where: 'decodeCaptions: captions',
    expected: 'shape (T) or (N, T)',
    found: `shape (${captions.shape.join(', ')})`,
  });
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

function decodeOne(caption: ArrayLike<number>, idxToWord: readonly string[], where: string): string {
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
