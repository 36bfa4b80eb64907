/** The special words, as CS231n writes them. */
export const SPECIAL_WORDS = ['<NULL>', '<START>', '<END>', '<UNK>'] as const;
export type SpecialWord = (typeof SPECIAL_WORDS)[number];

/** Other programs' names for them, in lower case and without brackets. */
const NAMES: Readonly<Record<SpecialWord, readonly string[]>> = {
  '<NULL>': ['null', 'pad', 'padding'],
  '<START>': ['start', 's', 'sos', 'bos', 'go'],
  '<END>': ['end', '/s', 'eos', 'stop'],
  '<UNK>': ['unk', 'unknown', 'oov'],
};
/** Names that need no brackets, because they are not words of any language. */
const BARE: Readonly<Record<string, SpecialWord>> = { startseq: '<START>', endseq: '<END>' };
/** `<pad>`, `[PAD]`, `{pad}`, `<|pad|>`, `__pad__`, `#pad#`: without them, "end" is a word like any other. */
const IN_BRACKETS = /^(?:<\|(.+)\|>|<(.+)>|\[(.+)\]|\{(.+)\}|__(.+)__|#(.+)#)$/;

/** Words of a list that may stand for the same special word. */
export interface Ambiguity {
  readonly special: SpecialWord;
  readonly words: readonly string[];
}

/**
 * A list of words with CS231n's names for the special ones: `<pad>`, `[START]`, `</s>` and the like are renamed. If CS231n's
 * own name is in the list, nothing is renamed to it.
 * @returns the list, or the words that compete for one name
 */
export function withSpecialWords(words: readonly string[]): readonly string[] | Ambiguity {
  const renamed = new Map<string, SpecialWord>();
  for (const special of SPECIAL_WORDS) {
    if (words.includes(special)) continue;
    const candidates = [...new Set(words.filter((word) => meantBy(word) === special))];
    if (candidates.length > 1) return { special, words: candidates };
    for (const word of candidates) renamed.set(word, special);
  }
  return renamed.size === 0 ? words : words.map((word) => renamed.get(word) ?? word);
}

function meantBy(word: string): SpecialWord | undefined {
  const small = word.toLowerCase();
  const name = IN_BRACKETS.exec(small)
    ?.slice(1)
    .find((group) => group !== undefined);
  if (name === undefined) return Object.hasOwn(BARE, small) ? BARE[small] : undefined;
  return SPECIAL_WORDS.find((special) => NAMES[special].includes(name));
}
