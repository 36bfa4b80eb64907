export const TOKENIZERS = ['whitespace', 'ptb'] as const;
export type TokenizerName = (typeof TOKENIZERS)[number];

/** The words of a caption: what stands between blanks, or what `tokenizeCaption` finds. */
export function wordsOf(caption: string, tokenizer: TokenizerName): string[] {
  return tokenizer === 'ptb' ? tokenizeCaption(caption) : caption.split(/\s+/).filter((word) => word !== '');
}

/** Verbs that the Penn Treebank writes as two words. */
const TWO_WORDS = /(?<![\p{L}\p{N}])(?:(can)(not)|(gon|wan)(na)|(got)(ta)|(gim|lem)(me))(?![\p{L}\p{N}])/gu;
const NEGATION = /(?<=\p{L})n't(?![\p{L}\p{N}])/gu;
const CLITIC = /(?<=[\p{L}\p{N}])'(?=(?:s|re|ve|ll|d|m)(?![\p{L}\p{N}]))/gu;

const WORD = new RegExp(
  [
    '<\\p{L}+>', // <unk>
    '(?:\\p{L}\\.){2,}', // u.s.
    '\\d+(?:[.,:/]\\d+)+', // 1,000 3.5 5:30 1/2
    "n't(?![\\p{L}\\p{N}])",
    "'(?:s|re|ve|ll|d|m)(?![\\p{L}\\p{N}])",
    "[\\p{L}\\p{M}\\p{N}]+(?:[-'][\\p{L}\\p{M}\\p{N}]+)*", // t-shirt o'clock
    '[\\p{S}%&#@*/\\\\_]', // $ + = and the like are words of their own
  ].join('|'),
  'gu',
);

/**
 * Words of raw English text in the manner of the Penn Treebank, as the coco-caption toolkit takes them before it scores:
 * lower case, `don't` as `do n't`, `dog's` as `dog 's`, `cannot` as `can not`, hyphenated words and numbers whole, marks
 * of punctuation dropped.
 *
 * The toolkit runs the PTBTokenizer of Stanford CoreNLP (Java), a lexer of some hundred rules. This one differs in that
 * it knows no abbreviations but letters with periods (`mr.` loses its period), no addresses of pages or people, no
 * smileys, no American spelling (`colour` stays) and no names for currency signs; that it parts words at slashes; and
 * that it drops brackets, which the toolkit means to but leaves as `-lrb-`: its list of marks has them in capitals. Text
 * that the toolkit's tokeniser has written is best compared by blanks.
 */
export function tokenizeCaption(text: string): string[] {
  const parted = text
    .toLowerCase()
    .replace(/[‘’]/g, "'")
    .replace(TWO_WORDS, '$1$3$5$7 $2$4$6$8')
    .replace(NEGATION, " n't")
    .replace(CLITIC, " '");
  return parted.match(WORD) ?? [];
}
