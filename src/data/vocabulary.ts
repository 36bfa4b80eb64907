import { DataError } from '../errors.ts';
import { withSpecialWords } from '../special_words.ts';
import type { Vocabulary } from './dataset.ts';
import { isRecord, kindOf, parseJson } from './json.ts';
import { isListedByNumber, wordsByNumber, wordsWithNumbers } from './word_list.ts';

/** Special words. `<UNK>` is customary, but nothing depends on it. */
const REQUIRED_WORDS = ['<NULL>', '<START>', '<END>'];

/** Names of the two mappings in files, CS231n's first. */
const BY_NUMBER = ['idx_to_word', 'idx2word', 'ix_to_word', 'index_word', 'itos'];
const BY_WORD = ['word_to_idx', 'word2idx', 'word_to_ix', 'word_index', 'stoi'];

const EXPECTED = 'words: { idx_to_word: [word, …], word_to_idx: { word: number, … } }, or one of the two alone';

/**
 * Reads a vocabulary: CS231n's JSON of `{ idx_to_word: [word, …], word_to_idx: { word: number, … } }`, one of the two
 * alone, with or without its name, words also as `{ "0": word, … }`. `<pad>`, `[START]` and the like become CS231n's
 * `<NULL>`, `<START>`, `<END>` and `<UNK>`.
 * @param where name of the file in messages
 * @throws DataError when it is not JSON, holds no words, the two disagree, or `<NULL>`, `<START>` or `<END>` is missing
 */
export function parseVocabulary(where: string, text: string): Vocabulary {
  return vocabularyOf(where, readWords(where, parseJson(where, text)));
}

/**
 * The vocabulary of a list of words by number, with CS231n's names for the special words.
 * @throws DataError when a word occurs twice or a special word is missing
 */
export function vocabularyOf(where: string, words: readonly string[]): Vocabulary {
  const idxToWord = specialWords(where, words);
  // Without a prototype, so that a word such as "constructor" exists only if the file has it.
  const wordToIdx: Record<string, number> = Object.create(null);
  for (const [idx, word] of idxToWord.entries()) {
    if (word in wordToIdx) {
      const found = `${JSON.stringify(word)} as ${wordToIdx[word]} and ${idx}`;
      throw new DataError({ where, expected: 'every word once', found });
    }
    wordToIdx[word] = idx;
  }
  const missing = REQUIRED_WORDS.find((word) => !(word in wordToIdx));
  if (missing === undefined) return { idxToWord, wordToIdx };
  throw new DataError({
    where,
    expected: `the words ${REQUIRED_WORDS.join(', ')}`,
    found: `no ${missing} among ${idxToWord.length} words`,
  });
}

function readWords(where: string, content: unknown): readonly string[] {
  if (Array.isArray(content)) return wordsByNumber(where, content);
  if (!isRecord(content)) throw new DataError({ where, expected: EXPECTED, found: kindOf(content) });
  const byNumber = oneOf(where, content, BY_NUMBER);
  const byWord = oneOf(where, content, BY_WORD);
  if (byNumber === undefined && byWord === undefined) {
    return isListedByNumber(content) ? wordsByNumber(where, content) : wordsWithNumbers(where, content);
  }
  const words = byNumber && wordsByNumber(`${where}: ${byNumber}`, content[byNumber]);
  const numbered = byWord && wordsWithNumbers(`${where}: ${byWord}`, content[byWord]);
  if (words && numbered) requireSame(where, [byNumber, words], [byWord, numbered]);
  return words || numbered || [];
}

/** The only one of these names in the file, if there is one. A number as value means a word with that name. */
function oneOf(
  where: string,
  content: Readonly<Record<string, unknown>>,
  names: readonly string[],
): string | undefined {
  const found = names.filter((name) => Object.hasOwn(content, name) && typeof content[name] === 'object');
  if (found.length <= 1) return found[0];
  throw new DataError({ where, expected: `one of ${names.join(', ')}`, found: found.join(' and ') });
}

type Named = readonly [name: string, words: readonly string[]];

function requireSame(where: string, [byNumber, words]: Named, [byWord, numbered]: Named): void {
  const length = Math.max(words.length, numbered.length);
  for (let number = 0; number < length; number++) {
    if (words[number] === numbered[number]) continue;
    const wanted = words[number] === undefined ? 'no word' : JSON.stringify(words[number]);
    throw new DataError({
      where: `${where}: ${byWord}`,
      expected: `number ${number} for ${wanted}, as ${byNumber} says`,
      found: numbered[number] === undefined ? 'no word' : JSON.stringify(numbered[number]),
    });
  }
}

function specialWords(where: string, words: readonly string[]): readonly string[] {
  const special = withSpecialWords(words);
  if (!('special' in special)) return special;
  throw new DataError({
    where,
    expected: `one word that stands for ${special.special}`,
    found: special.words.join(' and '),
    remedy: `Name the right one ${special.special}.`,
  });
}
