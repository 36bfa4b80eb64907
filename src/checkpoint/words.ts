import { CheckpointError } from '../errors.ts';
import { withSpecialWords } from '../special_words.ts';
import { refused } from '../tensor_files/json.ts';

/** Names under which a file may store its words. */
const NAMES = ['vocabulary', 'idx_to_word', 'word_to_idx'] as const;

/**
 * The words in a file of weights, if any; `<pad>`, `[START]` and the like get CS231n's names.
 * @param entries strings, or values, by name
 * @throws CheckpointError when an entry has one of these names, and is neither a list of words nor a word for every
 * number
 */
export function ownWords(where: string, entries: (name: string) => unknown): readonly string[] | undefined {
  const name = NAMES.find((one) => entries(one) !== undefined);
  if (name === undefined) return undefined;
  const words = listOfWords(entries(name));
  if (words) return named(words);
  const remedy =
    'Save them in this form (NumPy: np.array(words)), or save the file without them and pass the words separately.';
  return refused(`${where}: ${name}`, 'a list of words, or a word for every number from 0', 'something else', remedy);
}

/** Words with CS231n's names for the special ones, unless these are ambiguous. */
export function named(words: readonly string[]): readonly string[] {
  const special = withSpecialWords(words);
  return 'special' in special ? words : special;
}

/** Words in metadata, which are JSON. */
export function wordsInMetadata(where: string, metadata: Readonly<Record<string, string>>) {
  return ownWords(where, (name) => {
    const value = Object.hasOwn(metadata, name) ? parsed(metadata[name] ?? '') : undefined;
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? new Map(Object.entries(value))
      : value;
  });
}

/** Text that is not JSON is a plain string. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** Words as a list, or as a dictionary in either direction. */
function listOfWords(value: unknown): readonly string[] | undefined {
  if (Array.isArray(value)) return value.every((word) => typeof word === 'string') ? value : undefined;
  if (!(value instanceof Map)) return undefined;
  const byNumber = new Map<number, string>();
  for (const [key, one] of value) {
    const [number, word] = typeof one === 'string' ? [numberOf(key), one] : [numberOf(one), key];
    if (typeof word !== 'string' || byNumber.has(number)) return undefined;
    byNumber.set(number, word);
  }
  const words = Array.from({ length: byNumber.size }, (_, index) => byNumber.get(index));
  return words.every((word) => word !== undefined) ? words : undefined;
}

function numberOf(value: unknown): number {
  if (typeof value === 'string') return /^\d+$/.test(value) ? Number(value) : Number.NaN;
  return typeof value === 'number' ? value : Number.NaN;
}

/** @throws CheckpointError naming the first word that differs */
export function checkWords(where: string, own: readonly string[], words: readonly string[]): void {
  const length = Math.max(own.length, words.length);
  for (let index = 0; index < length; index++) {
    if (own[index] === words[index]) continue;
    const said = (list: readonly string[]) => JSON.stringify(list[index]) ?? 'no word';
    throw new CheckpointError({
      where: `${where}: word ${index} of ${own.length}`,
      expected: `${said(words)}, as in the given vocabulary of ${words.length} words`,
      found: said(own),
      remedy: 'Use the vocabulary that the model was trained with.',
    });
  }
}
