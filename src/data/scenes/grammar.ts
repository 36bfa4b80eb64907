import type { Random } from '../../random.ts';
import type { Scene, SceneObject } from './scene.ts';
import { type Background, COLOURS, type Position, type Relation, SHAPES, type Size } from './words.ts';

/** Captions of a scene. */
export const CAPTIONS_PER_SCENE = 5;
/** Columns of a caption, as in COCO: `<START>`, at most 15 words, `<END>`, `<NULL>` …. */
export const CAPTION_LENGTH = 17;

export const SIZE_WORDS: Readonly<Record<Size, readonly string[]>> = {
  big: ['big', 'large'],
  small: ['small', 'little'],
};
export const POSITION_WORDS: Readonly<Record<Position, readonly string[]>> = {
  middle: ['in the middle', 'in the center'],
  left: ['on the left'],
  right: ['on the right'],
  top: ['at the top'],
  bottom: ['at the bottom'],
};
export const RELATION_WORDS: Readonly<Record<Relation, readonly string[]>> = {
  left: ['left of'],
  right: ['right of'],
  above: ['above', 'over'],
  below: ['below', 'under'],
};
export const BACKGROUND_WORDS: Readonly<Record<Background, readonly string[]>> = {
  white: ['on white'],
  grey: ['on grey'],
  black: ['on black'],
  striped: ['on stripes'],
  dotted: ['on dots'],
};

/**
 * Sentence patterns by the number of companions they need. `{main}` is the main object with its article, `{sized}` the
 * same with its size, `{bare}` without article; `{first}` and `{second}` are companions. The main object always comes
 * before them. An LSTM has to remember for long what it generates late in a sentence, and with a forget gate that starts at
 * one half it learns that last: place and background also have patterns that begin with them.
 */
const PATTERNS: readonly { readonly companions: readonly number[]; readonly text: string }[] = [
  { companions: [0, 1, 2], text: '{main} {background}' },
  { companions: [0, 1, 2], text: '{sized} {background}' },
  { companions: [0, 1, 2], text: '{background} there is {main}' },
  { companions: [0, 1, 2], text: '{sized} {position}' },
  { companions: [0, 1, 2], text: '{position} is {sized}' },
  { companions: [0], text: 'just one {bare} {background}' },
  { companions: [0], text: 'only {sized}' },
  { companions: [0], text: '{main} alone {background}' },
  { companions: [1, 2], text: '{main} {relation} {first}' },
  { companions: [1, 2], text: '{sized} {relation} {first} {background}' },
  { companions: [1], text: '{sized} beside {first}' },
  { companions: [2], text: '{main} with {first} and {second}' },
  { companions: [2], text: '{sized} with two smaller shapes' },
];

/** Five differently worded captions of a scene: lowercase words separated by one space, at most 15. */
export function describeScene(scene: Scene, random: Random): string[] {
  const captions: string[] = [];
  const patterns = PATTERNS.filter(({ companions }) => companions.includes(scene.companions.length));
  for (const { text } of random.shuffle([...patterns])) {
    const caption = fill(text, scene, random);
    if (!captions.includes(caption)) captions.push(caption);
    if (captions.length === CAPTIONS_PER_SCENE) break;
  }
  return captions;
}

function fill(text: string, scene: Scene, random: Random): string {
  const choose = (phrases: readonly string[]) => phrases[random.below(phrases.length)] ?? '';
  const [first, second] = random.shuffle([...scene.companions]);
  const phrases: Readonly<Record<string, string>> = {
    '{main}': withArticle(scene.main),
    '{sized}': `a ${choose(SIZE_WORDS[scene.size])} ${bare(scene.main)}`,
    '{bare}': bare(scene.main),
    '{position}': choose(POSITION_WORDS[scene.position]),
    '{background}': choose(BACKGROUND_WORDS[scene.background]),
    '{relation}': first ? choose(RELATION_WORDS[first.relation]) : '',
    '{first}': first ? withArticle(first) : '',
    '{second}': second ? withArticle(second) : '',
  };
  return text
    .split(' ')
    .map((word) => phrases[word] ?? word)
    .join(' ');
}

function bare({ colour, shape }: SceneObject): string {
  return `${colour} ${shape}`;
}

function withArticle(object: SceneObject): string {
  return `${object.colour === 'orange' ? 'an' : 'a'} ${bare(object)}`;
}

/** Every word that a caption can contain, once, in alphabetical order. */
function grammarWords(): string[] {
  const tables = [SIZE_WORDS, POSITION_WORDS, RELATION_WORDS, BACKGROUND_WORDS].flatMap((table) =>
    Object.values(table),
  );
  const patterns = PATTERNS.map(({ text }) => text);
  const words = [...tables.flat(), ...patterns, ...COLOURS, ...SHAPES, 'a an'].flatMap((phrase) => phrase.split(' '));
  return [...new Set(words)].filter((word) => !word.startsWith('{')).sort();
}

/** The words of the scenes, in the order of their numbers: CS231n's special words, then the grammar's. */
export const WORDS: readonly string[] = ['<NULL>', '<START>', '<END>', '<UNK>', ...grammarWords()];
