import { DataError } from '../errors.ts';
import type { Vocabulary } from './dataset.ts';
import { isRecord, kindOf, parseObject } from './json.ts';

/** Words with a meaning of their own. `<UNK>` is customary but nothing depends on it. */
const REQUIRED_WORDS = ['<NULL>', '<START>', '<END>'];

/**
 * Reads a CS231n vocabulary, JSON of `{ idx_to_word: [word, …], word_to_idx: { word: number, … } }`.
 * @param where what a person calls the file, for messages
 * @throws DataError when it is no JSON, one of the two is missing, they disagree, or `<NULL>`, `<START>`, `<END>` lack
 */
export function parseVocabulary(where: string, text: string): Vocabulary {
  const content = parseObject(where, text, 'an object with idx_to_word and word_to_idx');
  const idxToWord = wordList(where, content.idx_to_word);
  const wordToIdx = wordNumbers(where, content.word_to_idx);
  for (const [idx, word] of idxToWord.entries()) {
    if (wordToIdx[word] === idx) continue;
    throw new DataError({
      where: `${where}: word_to_idx`,
      expected: `${JSON.stringify(word)} to be ${idx}, as idx_to_word says`,
      found: String(wordToIdx[word] ?? 'no such word'),
    });
  }
  const extra = Object.keys(wordToIdx).find((word) => idxToWord[wordToIdx[word] ?? -1] !== word);
  if (extra !== undefined) {
    throw new DataError({
      where: `${where}: idx_to_word`,
      expected: `${JSON.stringify(extra)} at ${wordToIdx[extra]}, as word_to_idx says`,
      found: `${idxToWord.length} words without it`,
    });
  }
  for (const word of REQUIRED_WORDS) {
    if (Object.hasOwn(wordToIdx, word)) continue;
    throw new DataError({
      where,
      expected: `the words ${REQUIRED_WORDS.join(', ')}`,
      found: `no ${word} among ${idxToWord.length} words`,
    });
  }
  return { idxToWord, wordToIdx };
}

function wordList(where: string, value: unknown): string[] {
  if (Array.isArray(value) && value.every((word) => typeof word === 'string')) return value;
  throw new DataError({ where: `${where}: idx_to_word`, expected: 'a list of words', found: kindOf(value) });
}

/** Without a prototype, so that a word such as "constructor" is only there if the file says so. */
function wordNumbers(where: string, value: unknown): Record<string, number> {
  const numbers: Record<string, number> = Object.create(null);
  if (!isRecord(value)) {
    throw new DataError({ where: `${where}: word_to_idx`, expected: 'numbers by word', found: kindOf(value) });
  }
  for (const [word, idx] of Object.entries(value)) {
    if (typeof idx !== 'number') {
      throw new DataError({
        where: `${where}: word_to_idx`,
        expected: `a number for ${JSON.stringify(word)}`,
        found: kindOf(idx),
      });
    }
    numbers[word] = idx;
  }
  return numbers;
}
