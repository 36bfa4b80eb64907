import { plural } from '../client/format.ts';
import type { LoggedCaption } from '../client/logged_captions.ts';
import type { LoggedRun, RunPair } from '../client/logged_run.ts';
import { BACKGROUND_WORDS, POSITION_WORDS, RELATION_WORDS, SIZE_WORDS } from '../data/scenes/grammar.ts';
import { checkedOptions } from '../data/scenes/options.ts';

/** Consecutive words of a caption that are alike in both respects. */
export interface Words {
  readonly text: string;
  /** Whether the other caption lacks them in this place, and all that mean the same. */
  readonly differs: boolean;
  /** Whether they are not so in the picture. */
  readonly absent: boolean;
}

/** One caption of a picture. */
export interface SaidOfPicture extends Pick<LoggedCaption, 'caption' | 'check'> {
  readonly words: readonly Words[];
}

/** One picture with what both runs say of it. */
export interface TwoCaptions extends Pick<LoggedCaption, 'split' | 'image' | 'reference'> {
  readonly said: readonly [SaidOfPicture, SaidOfPicture];
  readonly differs: boolean;
}

/** The pictures that both runs captioned. */
export interface Compared {
  readonly pictures: readonly TwoCaptions[];
  /** Why there are none. */
  readonly missing?: string;
}

/**
 * What two runs say of the same held-out pictures, those first of which they say different things.
 * @param names of the runs
 */
export function captionsOfBoth(pair: RunPair, names: readonly [string, string]): Compared {
  const [one, other] = pair.map(({ captions }) => captions?.pictures);
  if (!one || !other) return { pictures: [], missing: notKept(names.filter((_, side) => !pair[side]?.captions)) };
  const apart = dataApart(pair);
  if (apart) return { pictures: [], missing: `${apart}: the two have captioned no picture in common.` };
  const pictures = one.flatMap((first) => {
    const second = other.find((picture) => isSame(first, picture));
    return second ? [twoCaptions(first, second)] : [];
  });
  if (pictures.length === 0)
    return { pictures: [], missing: 'The two have captioned no picture in common: their data differ.' };
  const [unlike, alike] = [true, false].map((differs) => pictures.filter((picture) => picture.differs === differs));
  return { pictures: [...(unlike ?? []), ...(alike ?? [])] };
}

/** The seed that the pictures of a run are drawn from; undefined where they are not of Scenes. */
export function seedOf({ settings: { source } }: LoggedRun): number | undefined {
  if (source.kind !== 'scenes') return undefined;
  return checkedOptions(source.seed === undefined ? {} : { seed: source.seed }).seed;
}

function notKept(names: readonly string[]): string {
  const [they, it, again] = names.length > 1 ? ['they', 'them', 'both'] : ['it', 'it', 'it'];
  const listed = names.map((name) => `“${name}”`).join(' and ');
  return `No captions by ${listed} are kept: ${they} ended before there were any, or an earlier version of this page recorded ${it}. Train ${again} again to see what each network says of the same pictures.`;
}

/** Where the pictures of two runs must be different ones; how many training pictures there are makes no difference. */
function dataApart([one, other]: RunPair): string | undefined {
  const [a, b] = [one.settings.source, other.settings.source];
  if (a.kind !== b.kind || (a.kind === 'files' && b.kind === 'files' && a.name !== b.name)) return 'Their data differ';
  return seedOf(one) === seedOf(other) ? undefined : 'Their pictures are drawn from different seeds';
}

const isSame = (one: LoggedCaption, other: LoggedCaption) =>
  one.split === other.split && one.image === other.image && one.reference === other.reference;

function twoCaptions(one: LoggedCaption, other: LoggedCaption): TwoCaptions {
  const { split, image, reference } = one;
  const [a, b] = [meant(one), meant(other)];
  const shared = sharedWords(a, b);
  return {
    ...{ split, image, reference, differs: a.join(' ') !== b.join(' ') },
    said: [said(one, new Set(shared.map(([at]) => at))), said(other, new Set(shared.map(([, at]) => at)))],
  };
}

/** Words of Scenes' grammar that mean the same as another, with that one. An article goes with the word after it. */
const SAME = new Map<string, string>([
  ['an', 'a'],
  ...[SIZE_WORDS, POSITION_WORDS, RELATION_WORDS, BACKGROUND_WORDS].flatMap((table) =>
    Object.values<readonly string[]>(table).flatMap(synonymsOf),
  ),
]);

/** Where two phrases for one thing differ: "center" for "middle" of "in the center" and "in the middle". */
function synonymsOf([first = '', ...others]: readonly string[]): [string, string][] {
  const words = first.split(' ');
  return others.flatMap((other) =>
    other.split(' ').flatMap((word, at): [string, string][] => (word === words[at] ? [] : [[word, words[at] ?? '']])),
  );
}

/** The words of a caption, of which those of Scenes stand for all that mean the same. */
const meant = ({ caption, check }: LoggedCaption) => wordsOf(caption).map((word) => (check && SAME.get(word)) || word);

const wordsOf = (caption: string) => (caption === '' ? [] : caption.split(' '));

/** Indices in both lists of a longest sequence of words that both have, in this order. */
function sharedWords(one: readonly string[], other: readonly string[]): [number, number][] {
  const width = other.length + 1;
  /** The length of the longest from word i of the one and word j of the other on, at i · width + j. */
  const lengths = new Uint16Array((one.length + 1) * width);
  const at = (i: number, j: number) => lengths[i * width + j] ?? 0;
  for (let i = one.length - 1; i >= 0; i--) {
    for (let j = other.length - 1; j >= 0; j--) {
      lengths[i * width + j] = one[i] === other[j] ? 1 + at(i + 1, j + 1) : Math.max(at(i + 1, j), at(i, j + 1));
    }
  }
  const shared: [number, number][] = [];
  for (let i = 0, j = 0; i < one.length && j < other.length; ) {
    if (one[i] === other[j]) shared.push([i++, j++]);
    else if (at(i + 1, j) >= at(i, j + 1)) i++;
    else j++;
  }
  return shared;
}

function said({ caption, check }: LoggedCaption, shared: ReadonlySet<number>): SaidOfPicture {
  const isAbsent = (at: number) =>
    check?.absent.some(({ word, phrase }) => at >= word && at < word + wordsOf(phrase).length) === true;
  const grouped: Words[] = [];
  for (const [at, text] of wordsOf(caption).entries()) {
    const [last, differs, absent] = [grouped.at(-1), !shared.has(at), isAbsent(at)];
    const continues = last?.differs === differs && last.absent === absent;
    if (continues) grouped.pop();
    grouped.push({ text: continues ? `${last.text} ${text}` : text, differs, absent });
  }
  return { caption, words: grouped, ...(check && { check }) };
}

/** How often two runs say different things, such as "They say different things of 9 of 12 pictures". */
export function differingInWords(pictures: readonly TwoCaptions[]): string {
  const { length } = pictures.filter(({ differs }) => differs);
  if (length === 0) return `Of ${plural(pictures.length, 'picture')}, both say the same.`;
  return `The two captions differ in what they say of ${length} of ${plural(pictures.length, 'picture')}.`;
}
