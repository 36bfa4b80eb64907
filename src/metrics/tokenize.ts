import { kindOf } from '../arguments.ts';
import { DataError } from '../errors.ts';

export const TOKENIZERS = ['whitespace', 'ptb'] as const;
export type TokenizerName = (typeof TOKENIZERS)[number];

/**
 * Checks that captions are a list of texts.
 * @throws DataError naming the first that is none
 */
export function requireTexts(where: string, captions: unknown): asserts captions is readonly string[] {
  if (!Array.isArray(captions)) throw new DataError({ where, expected: 'a list of captions', found: kindOf(captions) });
  const other = captions.findIndex((caption) => typeof caption !== 'string');
  if (other < 0) return;
  throw new DataError({ where: `${where}, caption ${other}`, expected: 'a text', found: kindOf(captions[other]) });
}

/** The words of a caption: what stands between blanks, or what `tokenizeCaption` finds. */
export function wordsOf(caption: string, tokenizer: TokenizerName): string[] {
  return tokenizer === 'ptb' ? tokenizeCaption(caption) : caption.split(/\s+/).filter((word) => word !== '');
}

/** What the Penn Treebank writes as two words. */
const TWO_WORDS = new Map(
  ['can not', 'gon na', 'wan na', 'got ta', 'gim me', 'lem me'].map((two) => [two.replace(' ', ''), two.split(' ')]),
);
const BEFORE_NEGATION = /(?<=\p{L})(?=(?:n't)+(?![\p{L}\p{N}]))/gu;
const BEFORE_CLITIC = /(?<=[\p{L}\p{N}])(?='(?:s|re|ve|ll|d|m)(?![\p{L}\p{N}]))/gu;

const WORD = new RegExp(
  [
    '<\\p{L}+>', // <unk>
    '(?:\\p{L}\\.){2,}', // u.s.
    '\\d+(?:[.,:/]\\d+)+', // 1,000 3.5 5:30 1/2
    "n't(?![\\p{L}\\p{N}])",
    "'(?:s|re|ve|ll|d|m)(?![\\p{L}\\p{N}])",
    "[\\p{L}\\p{M}\\p{N}]+(?:[-'&/=+@_*][\\p{L}\\p{M}\\p{N}]+)*", // t-shirt o'clock black/white
    '(?<!\\S)[()[\\]{}](?!\\S)', // a bracket between blanks was made a word by some tokeniser
    '[\\p{S}%&#@*/\\\\_]', // $ + = and the like are words of their own
  ].join('|'),
  'gu',
);

/**
 * Words of English text in the manner of the Penn Treebank, as the coco-caption toolkit takes them before it scores:
 * lower case, `don't` as `do n't`, `dog's` as `dog 's`, `cannot` as `can not`, numbers and words with a hyphen or another
 * sign inside whole, marks of punctuation dropped. Text that consists of such words already has the same ones again.
 *
 * The toolkit runs the PTBTokenizer of Stanford CoreNLP (Java), a lexer of some hundred rules. This one differs in that
 * it knows no abbreviations but letters with periods (`mr.` loses its period), no addresses of pages, no smileys, no
 * American spelling (`colour` stays) and no names for currency signs; and that it drops brackets around words, which the
 * toolkit means to but leaves as `-lrb-`: its list of marks has them in capitals. A bracket between blanks stays.
 * @throws DataError when `text` is no string
 */
export function tokenizeCaption(text: string): string[] {
  if (typeof text !== 'string') {
    throw new DataError({ where: 'tokenizeCaption', expected: 'a text', found: kindOf(text) });
  }
  const parted = text.toLowerCase().replace(/[‘’]/g, "'").replace(BEFORE_NEGATION, ' ').replace(BEFORE_CLITIC, ' ');
  return (parted.match(WORD) ?? []).flatMap((word) => TWO_WORDS.get(word) ?? word);
}
