import { kindOf } from '../arguments.ts';
import { DataError, OptionError, ShapeError } from '../errors.ts';
import { tokenizeCaption } from '../metrics/tokenize.ts';
import { positiveInteger } from '../option_checks.ts';
import { SPECIAL_WORDS } from '../special_words.ts';
import { captionRow, frequentWords } from './caption_words.ts';
import type { Vocabulary } from './dataset.ts';
import { vocabularyOf } from './vocabulary.ts';

/** The words of every caption of every picture. */
export type Tokens = readonly (readonly (readonly string[])[])[];

/** Columns of CS231n's captions: the limit for tables made here, unless the caller asks for more. */
const CUSTOMARY_LENGTH = 17;

/** Special words as a tokeniser that lowercases writes them. */
const SPECIAL = new Set(SPECIAL_WORDS.map((word) => word.toLowerCase()));

/**
 * Texts as words.
 * @param given unchecked; should be a list of texts for each picture
 * @throws ShapeError when it is not; DataError naming picture and caption for a caption without words, or with special ones
 */
export function tokensOf(where: string, given: readonly unknown[], pictures: number): Tokens {
  if (given.length !== pictures) {
    const expected = `${pictures} lists of texts, one for each row of the features`;
    throw new ShapeError({ where, expected, found: `${given.length}` });
  }
  const tokens = given.map((said: unknown, picture) => {
    const place = `${where}, picture ${picture}`;
    if (!Array.isArray(said)) throw new ShapeError({ where: place, expected: 'a list of texts', found: kindOf(said) });
    return said.map((text: unknown, index) => wordsOfText(`${place}, caption ${index}`, text));
  });
  if (tokens.some((said) => said.length > 0)) return tokens;
  throw new DataError({ where, expected: 'at least one caption', found: `none of ${pictures} pictures` });
}

function wordsOfText(where: string, text: unknown): string[] {
  if (typeof text !== 'string') throw new ShapeError({ where, expected: 'a text', found: kindOf(text) });
  const words = tokenizeCaption(text);
  if (words.length === 0) throw new DataError({ where, expected: 'a text with words', found: kindOf(text) });
  const special = words.find((word) => SPECIAL.has(word) && word !== '<unk>');
  if (special === undefined) return words;
  throw new DataError({
    where,
    expected: 'ordinary words',
    found: special.toUpperCase(),
    remedy: 'Leave out <START>, <END> and <NULL>: they are added automatically.',
  });
}

/** @throws DataError when no word occurs `minCount` times in the training captions */
export function vocabularyOfTokens(where: string, tokens: Tokens, minCount: number): Vocabulary {
  return vocabularyOf(where, frequentWords(tokens.flat(), minCount));
}

/**
 * Columns of a table of captions: the number asked for, or what the longest caption of all splits needs, up to CS231n's.
 * @throws OptionError when they leave no room for a word
 */
export function captionLengthOf(where: string, splits: readonly Tokens[], asked: number | undefined): number {
  if (asked !== undefined && splits.length === 0) {
    throw new OptionError({ where, expected: 'no captionLength, because captions are not texts', found: `${asked}` });
  }
  if (asked !== undefined && positiveInteger(where, asked) < 3) {
    const expected = 'at least 3 columns, for <START>, a word and <END>';
    throw new OptionError({ where, expected, found: `${asked}` });
  }
  if (asked !== undefined) return asked;
  const longest = splits.flat(2).reduce((most, words) => Math.max(most, words.length), 1);
  return Math.min(CUSTOMARY_LENGTH, longest + 2);
}

/**
 * A table of word numbers: the captions of all pictures in order, row by row.
 * @throws DataError for a word that the vocabulary lacks, if it also lacks `<UNK>`
 */
export function tableOfTokens(
  where: string,
  tokens: Tokens,
  { idxToWord, wordToIdx }: Vocabulary,
  length: number,
): Int32Array {
  const numbers = new Map(idxToWord.map((word, number) => [word, number]));
  const table = new Int32Array(tokens.flat().length * length);
  let row = 0;
  for (const [picture, said] of tokens.entries()) {
    for (const [index, words] of said.entries()) {
      const unknown = numbers.has('<UNK>') ? undefined : words.find((word) => !(word in wordToIdx));
      if (unknown !== undefined) {
        throw new DataError({
          where: `${where}, picture ${picture}, caption ${index}`,
          expected: 'words of the vocabulary',
          found: JSON.stringify(unknown),
          remedy: 'Add the word, or <UNK>, which stands for all others.',
        });
      }
      table.set(captionRow(words, numbers, length), row++ * length);
    }
  }
  return table;
}
