import { describe, expect, it } from 'vitest';
import { parseVocabulary } from '../../src/data/vocabulary.ts';
import { DataError } from '../../src/errors.ts';
import { expectFault } from './support/faults.ts';

const base = ['<NULL>', '<START>', '<END>'];
const numbered = (words: readonly string[]) => Object.fromEntries(words.map((word, i) => [word, i]));
const parse = (idx_to_word: unknown, word_to_idx: unknown) =>
  parseVocabulary('vocab.json', JSON.stringify({ idx_to_word, word_to_idx }));

describe('parseVocabulary', () => {
  it('keeps words that are properties of every object, and has no others', () => {
    const words = [...base, 'constructor', 'toString', '2'];
    const { idxToWord, wordToIdx } = parse(words, numbered(words));
    expect(idxToWord).toEqual(words);
    expect(wordToIdx.constructor).toBe(3);
    expect(wordToIdx.hasOwnProperty).toBeUndefined();
    expect(Object.keys(wordToIdx)).toHaveLength(6);
  });

  const words = [...base, '<UNK>', 'a', '7', 'dog'];
  it.each<[string, unknown]>([
    ["CS231n's two", { idx_to_word: words, word_to_idx: numbered(words) }],
    ['a list', words],
    ['a named list alone', { itos: words }],
    ['numbers by word', numbered(words)],
    ['named numbers by word alone', { word2idx: numbered(words) }],
    ['words by number', Object.fromEntries(words.entries())],
    ["CS231n's name for words by number", { idx_to_word: Object.fromEntries(words.entries()) }],
  ])('reads words stored as %s', (_, content) => {
    const { idxToWord, wordToIdx } = parseVocabulary('vocab.json', JSON.stringify(content));
    expect(idxToWord).toEqual(words);
    expect({ ...wordToIdx }).toEqual(numbered(words));
  });

  it.each([
    [['<pad>', '<start>', '<end>', '<unk>']],
    [['<PAD>', '<Start>', '<END>', '<Unk>']],
    [['[PAD]', '[SOS]', '[EOS]', '[UNK]']],
    [['<null>', '<s>', '</s>', '<unknown>']],
    [['__pad__', '<|start|>', '{end}', '#OOV#']],
    [['<pad>', 'startseq', 'endseq', '<unk>']],
  ])('recognises %j as the special words', (special) => {
    const others = ['end', 'start', 's', 'pad', '<dog>'];
    const { idxToWord, wordToIdx } = parse([...special, ...others], undefined);
    expect(idxToWord).toEqual(['<NULL>', '<START>', '<END>', '<UNK>', ...others]);
    expect([wordToIdx['<NULL>'], wordToIdx['<END>'], wordToIdx.end]).toEqual([0, 2, 4]);
  });

  it("renames no other word if CS231n's own name exists", () => {
    expect(parse([...base, '<pad>', '<s>'], undefined).idxToWord).toEqual([...base, '<pad>', '<s>']);
  });

  it.each([
    ['a list of numbers', () => parseVocabulary('vocab.json', '[1]'), '', 'a list of words', 'a list of other things'],
    ['null', () => parseVocabulary('vocab.json', 'null'), '', 'words: { idx_to_word', 'null'],
    ['no words', () => parseVocabulary('vocab.json', '{}'), '', 'the words <NULL>', 'among 0 words'],
    ['numbers for words', () => parse([1, 2], {}), ': idx_to_word', 'a list of words', 'a list of other things'],
    [
      'a text for a number',
      () => parse(base, { '<NULL>': 'x' }),
      ': word_to_idx',
      'a number from 0 to 0 for "<NULL>"',
      'the string "x"',
    ],
    [
      'two numbers for a word',
      () => parse([...base, 'dog', 'cat'], numbered([...base, 'cat', 'dog'])),
      ': word_to_idx',
      'number 3 for "dog"',
      '"cat"',
    ],
    [
      'a word without its number',
      () => parse([...base, 'dog'], numbered(base)),
      ': word_to_idx',
      'number 3 for "dog"',
      'no word',
    ],
    ['a word twice', () => parse([...base, 'a', 'a'], undefined), '', 'every word once', '"a" as 3 and 4'],
    [
      'a number twice',
      () => parse(undefined, { ...numbered(base), a: 2 }),
      ': word_to_idx',
      'one word with number 2',
      '"a"',
    ],
    [
      'numbers from 1 on',
      () => parse(undefined, { '<NULL>': 1, '<START>': 2, '<END>': 3 }),
      ': word_to_idx',
      'a number from 0 to 2',
      '3',
    ],
    ['a gap', () => parse({ 0: '<NULL>', 2: '<START>' }, undefined), ': idx_to_word', 'from 0 to 1', 'none for 1'],
    ['half a number', () => parse(undefined, { ...numbered(base), a: 1.5 }), ': word_to_idx', 'from 0 to 3', '1.5'],
    [
      'two lists of words',
      () => parseVocabulary('vocab.json', JSON.stringify({ itos: base, idx2word: base })),
      '',
      'one of idx_to_word',
      'idx2word and itos',
    ],
    [
      'two words that may be <NULL>',
      () => parse(['<pad>', '[NULL]', '<START>', '<END>'], undefined),
      '',
      'one word that stands for <NULL>',
      '<pad> and [NULL]',
    ],
    ['"end" without brackets', () => parse(['<pad>', '<s>', 'end'], undefined), '', '<END>', 'no <END>'],
    [
      'a number without its word',
      () => parse(base, numbered([...base, 'dog'])),
      ': word_to_idx',
      'number 3 for no word',
      '"dog"',
    ],
    ['no <NULL>', () => parse(['<START>', '<END>'], numbered(['<START>', '<END>'])), '', '<NULL>', 'no <NULL>'],
  ])('refuses %s', async (_, act, where, expected, found) => {
    await expectFault(DataError, { where: `vocab.json${where}`, expected, found }, act);
  });
});
