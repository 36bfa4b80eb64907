import { BACKGROUND_WORDS, POSITION_WORDS, RELATION_WORDS, SIZE_WORDS } from './grammar.ts';
import { BACKGROUNDS, type Background, COLOURS, type Position, type Relation, SHAPES, type Size } from './words.ts';

/** Consecutive words of a caption. */
export interface Phrase {
  readonly phrase: string;
  /** Index of its first word in the caption, from 0. */
  readonly word: number;
}

/** A phrase that states one thing about the picture. */
export interface Saying<Meaning> extends Phrase {
  readonly meaning: Meaning;
}

/** An object that a caption names, by its shape at least. */
export interface NamedLook extends Phrase {
  readonly size: Size | undefined;
  readonly colour: string | undefined;
  readonly shape: string;
  /** Where the caption's first object is relative to this one, in a phrase that ends with this one. */
  readonly related: Saying<Relation> | undefined;
}

/** What a caption says, phrase by phrase. */
export interface ParsedCaption {
  /** The first is what the caption is about. */
  readonly objects: readonly NamedLook[];
  readonly positions: readonly Saying<Position>[];
  readonly backgrounds: readonly Saying<Background>[];
  /** How many objects there are besides the first. */
  readonly counts: readonly Saying<number>[];
  /**
   * Whether the caption consists of these phrases, each once: one object or more, joined by `beside`, `with`, `and` or
   * a relation, and at most one position, background and count.
   */
  readonly sentence: boolean;
}

const anyOf = (phrases: Iterable<string>) => `(?:${[...phrases].join('|')})`;
/** What each phrase of a table means. */
const meanings = <Meaning extends string>(table: Readonly<Record<Meaning, readonly string[]>>) =>
  new Map(
    Object.entries<readonly string[]>(table).flatMap(([meaning, phrases]) =>
      phrases.map((phrase) => [phrase, meaning as Meaning] as const),
    ),
  );
const SIZE = meanings(SIZE_WORDS);
const POSITION = meanings(POSITION_WORDS);
const RELATION = meanings(RELATION_WORDS);
const BACKGROUND = meanings(BACKGROUND_WORDS);
const COMPANIONS = new Map([
  ['just one', 0],
  ['only', 0],
  ['alone', 0],
  ['with two smaller shapes', 2],
]);
/** A model may generate "a black circle": no object looks like that, but the phrase names one. */
const LOOKS = anyOf([...COLOURS, ...BACKGROUNDS]);

const look = `(?:(?<size>${anyOf(SIZE.keys())}) )?(?:(?<colour>${LOOKS}) )?(?<shape>${anyOf(SHAPES)})`;
const join = `(?:(?<relation>${anyOf(RELATION.keys())})|(?<join>beside|with|and)|there is) `;
/** A phrase of the grammar between two blanks; phrases may follow one another in any order. */
const PHRASE = new RegExp(
  `(?<= )(?:${[
    `(?:${join})?(?:an? )?(?<look>${look})`,
    `(?<position>${anyOf(POSITION.keys())})(?: is(?= an? ))?`,
    `(?<background>${anyOf(BACKGROUND.keys())})`,
    `(?<count>${anyOf(COMPANIONS.keys())})`,
  ].join('|')})(?= )`,
  'g',
);

/** Parses a caption of any words: words outside phrases are skipped, and then the caption is not a sentence. */
export function parseCaption(caption: string): ParsedCaption {
  const text = ` ${caption.toLowerCase().trim().replaceAll(/\s+/g, ' ')} `;
  const part = (phrase: string, start: number): Phrase => ({
    phrase,
    word: text.slice(1, start).split(' ').length - 1,
  });
  const matches = [...text.matchAll(PHRASE)].map(({ 0: whole, index, groups = {} }) => ({ whole, index, groups }));
  const saying = <Meaning>(name: string, meaningOf: ReadonlyMap<string, Meaning>) =>
    matches.flatMap(({ index, groups }) => {
      const { [name]: phrase = '' } = groups;
      const meaning = meaningOf.get(phrase);
      return meaning === undefined ? [] : [{ ...part(phrase, index), meaning }];
    });
  const named = matches.filter(({ groups }) => groups.shape !== undefined);
  const objects = named.map(({ whole, index, groups }) => {
    const { look = '', size = '', colour, shape = '', relation = '' } = groups;
    const meaning = RELATION.get(relation);
    return {
      ...part(look, index + whole.length - look.length),
      ...{ size: SIZE.get(size), colour, shape },
      related: meaning && { ...part(whole, index), meaning },
    };
  });
  const positions = saying('position', POSITION);
  const backgrounds = saying('background', BACKGROUND);
  const counts = saying('count', COMPANIONS);
  const joined = named.every(({ groups }, i) => ((groups.relation ?? groups.join) ? i > 0 : i === 0));
  const once = [positions, backgrounds, counts].every(({ length }) => length <= 1);
  const sentence = objects.length > 0 && joined && once && text.replaceAll(PHRASE, '').trim() === '';
  return { objects, positions, backgrounds, counts, sentence };
}
