import type { Format } from '../format.ts';
import { changeJson } from '../json_mutations.ts';
import { attackDigits } from '../length_mutations.ts';
import type { Mutator } from '../mutation.ts';
import { cocoFiles, REFERENCES_FILE, readerOf, URLS_FILE, VOCABULARY_FILE, WORDS } from './coco.ts';

const json: readonly Mutator[] = [...Array.from({ length: 12 }, () => changeJson), attackDigits, attackDigits];

/** A text file of a CS231n folder; `others` are further valid ones. */
function textFormat(
  name: string,
  file: string,
  mutators: readonly Mutator[],
  others: Record<string, unknown> = {},
): Format {
  return {
    name,
    mutators,
    async originals() {
      const folder = await cocoFiles();
      const read = readerOf(folder, file);
      const own = folder.find((one) => one.name === file)?.bytes ?? new Uint8Array();
      const further = Object.entries(others).map(([what, content]) => ({
        name: what,
        bytes: new TextEncoder().encode(JSON.stringify(content)),
        read,
      }));
      return [{ name: 'as CS231n has it', bytes: own, read }, ...further];
    },
  };
}

const longer = Object.fromEntries([...WORDS, 'constructor', 'café', '猫'].map((word, index) => [word, index]));
const lowerCase = WORDS.map((word) => word.toLowerCase().replace('<null>', '<pad>'));

export const textFormats: readonly Format[] = [
  textFormat('vocabulary', VOCABULARY_FILE, json, {
    'with words that objects have of their own': { idx_to_word: Object.keys(longer), word_to_idx: longer },
    'numbers by word': longer,
    'words by number, special ones in lower case': { idx_to_word: { ...lowerCase } },
  }),
  textFormat('references', REFERENCES_FILE, json),
  textFormat('urls', URLS_FILE, [attackDigits]),
];
