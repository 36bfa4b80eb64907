import { describe, expect, it } from 'vitest';
import { parseVocabulary } from '../../src/data/vocabulary.ts';
import { DataError } from '../../src/errors.ts';
import { expectFault } from './support/faults.ts';

const base = ['<NULL>', '<START>', '<END>'];
const numbered = (words: readonly string[]) => Object.fromEntries(words.map((word, i) => [word, i]));
const parse = (idx_to_word: unknown, word_to_idx: unknown) =>
  parseVocabulary('vocab.json', JSON.stringify({ idx_to_word, word_to_idx }));

describe('parseVocabulary', () => {
  it('keeps words that every object seems to have, and has no others', () => {
    const words = [...base, 'constructor', 'toString', '2'];
    const { idxToWord, wordToIdx } = parse(words, numbered(words));
    expect(idxToWord).toEqual(words);
    expect(wordToIdx.constructor).toBe(3);
    expect(wordToIdx.hasOwnProperty).toBeUndefined();
    expect(Object.keys(wordToIdx)).toHaveLength(6);
  });

  it.each([
    ['a list instead of an object', () => parseVocabulary('vocab.json', '[1]'), '', 'an object', 'a list'],
    ['null', () => parseVocabulary('vocab.json', 'null'), '', 'an object', 'null'],
    ['no idx_to_word', () => parse(undefined, numbered(base)), ': idx_to_word', 'a list of words', 'nothing'],
    ['numbers for words', () => parse([1, 2], {}), ': idx_to_word', 'a list of words', 'a list of other things'],
    ['no word_to_idx', () => parse(base, undefined), ': word_to_idx', 'numbers by word', 'nothing'],
    ['a text for a number', () => parse(base, { '<NULL>': 'x' }), ': word_to_idx', 'number for "<NULL>"', 'a string'],
    [
      'two numbers for a word',
      () => parse([...base, 'dog', 'cat'], numbered([...base, 'cat', 'dog'])),
      ': word_to_idx',
      '"dog" to be 3',
      '4',
    ],
    [
      'a word without its number',
      () => parse([...base, 'dog'], numbered(base)),
      ': word_to_idx',
      '"dog"',
      'no such word',
    ],
    ['a word twice', () => parse([...base, 'a', 'a'], numbered([...base, 'a'])), ': word_to_idx', '"a" to be 4', '3'],
    [
      'a number without its word',
      () => parse(base, numbered([...base, 'dog'])),
      ': idx_to_word',
      '"dog" at 3',
      '3 words without it',
    ],
    ['no <NULL>', () => parse(['<START>', '<END>'], numbered(['<START>', '<END>'])), '', '<NULL>', 'no <NULL>'],
  ])('refuses %s', async (_, act, where, expected, found) => {
    await expectFault(DataError, { where: `vocab.json${where}`, expected, found }, act);
  });
});
