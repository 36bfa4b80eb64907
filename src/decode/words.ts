import { OptionError } from '../errors.ts';
import type { Captioner, SpecialWords } from './captioner.ts';

/** @throws OptionError naming `<START>` or `<END>`, when the vocabulary lacks it. */
export function specialWords(where: string, captioner: Captioner): SpecialWords {
  return {
    start: needed(`${where}: wordToIdx`, captioner, '<START>'),
    end: needed(`${where}: wordToIdx`, captioner, '<END>'),
    unknown: numberOf(captioner, '<UNK>'),
  };
}

/** 1 for each of the words. @throws OptionError for one that is not in the vocabulary. */
export function badEndingFlags(captioner: Captioner, words: readonly string[]): Uint32Array {
  const flags = new Uint32Array(captioner.V);
  for (const word of words) flags[needed('decode: badEndings', captioner, word)] = 1;
  return flags;
}

function needed(where: string, captioner: Captioner, word: string): number {
  const number = numberOf(captioner, word);
  if (number !== undefined) return number;
  throw new OptionError({ where, expected: `an entry ${word} in the vocabulary`, found: 'none' });
}

function numberOf({ wordToIdx, V }: Captioner, word: string): number | undefined {
  const number = Object.hasOwn(wordToIdx, word) ? wordToIdx[word] : undefined;
  return number !== undefined && Number.isInteger(number) && number >= 0 && number < V ? number : undefined;
}
