import { kindOf } from '../arguments.ts';
import { DataError } from '../errors.ts';
import { isRecord } from './json.ts';

/** Whether a key is an array index: JavaScript sorts such keys of an object to its front. */
export function isIndex(key: string): boolean {
  return /^(0|[1-9]\d*)$/.test(key) && Number(key) < 2 ** 32 - 1;
}

/**
 * Words by number.
 * @param value a list of words, or an object `{ "0": word, … }`
 * @throws DataError when it is neither, or a number has no word
 */
export function wordsByNumber(where: string, value: unknown): readonly string[] {
  if (Array.isArray(value) && value.every((word) => typeof word === 'string')) return value;
  if (isRecord(value) && isListedByNumber(value)) {
    const count = Object.keys(value).length;
    return Array.from({ length: count }, (_, number) => {
      const word = value[String(number)];
      if (typeof word === 'string') return word;
      throw gap(where, number, count);
    });
  }
  const found = Array.isArray(value) ? 'a list of other things' : kindOf(value);
  throw new DataError({ where, expected: 'a list of words', found });
}

/** Whether an object is `{ "0": word, … }`, and not `{ word: number, … }`. */
export function isListedByNumber(value: Readonly<Record<string, unknown>>): boolean {
  const entries = Object.entries(value);
  return entries.length > 0 && entries.every(([key, word]) => isIndex(key) && typeof word === 'string');
}

/**
 * Words by number, from numbers by word.
 * @param value an object `{ word: number, … }`
 * @throws DataError when it is not one, or the numbers are not 0, 1, 2, …, each once
 */
export function wordsWithNumbers(where: string, value: unknown): readonly string[] {
  if (!isRecord(value)) throw new DataError({ where, expected: 'numbers by word', found: kindOf(value) });
  const entries = Object.entries(value);
  const words: string[] = new Array(entries.length);
  for (const [word, number] of entries) {
    const said = JSON.stringify(word);
    if (typeof number !== 'number' || !Number.isInteger(number) || number < 0 || number >= entries.length) {
      const expected = `a number from 0 to ${entries.length - 1} for ${said}, one of ${entries.length} words`;
      throw new DataError({ where, expected, found: kindOf(number), remedy: FROM_ZERO });
    }
    const other = words[number];
    if (other !== undefined) {
      const found = `${JSON.stringify(other)} and ${said}`;
      throw new DataError({ where, expected: `one word with number ${number}`, found });
    }
    words[number] = word;
  }
  return words;
}

function gap(where: string, number: number, count: number): DataError {
  const expected = `a word for every number from 0 to ${count - 1}`;
  return new DataError({ where, expected, found: `none for ${number}`, remedy: FROM_ZERO });
}

const FROM_ZERO = 'Number words from 0 without gaps: number 0 is a word too, usually <NULL>.';
