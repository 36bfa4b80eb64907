import { requireList, requireObject, requireString, requireText } from '../arguments.ts';
import { StorageError } from '../errors.ts';
import { positiveInteger, rejectUnknownOptions, trueOrFalse, wholeNumber } from '../option_checks.ts';
import type { CaptionedPicture } from '../sources/data_source.ts';

/** A held-out picture with the last caption that a run generated for it. */
export interface LoggedCaption extends Pick<CaptionedPicture, 'split' | 'image' | 'caption' | 'check'> {
  /** The first reference caption, by which the picture is recognised. */
  readonly reference: string;
}

/** What a run last said of the pictures that the page shows. */
export interface LoggedCaptions {
  /** After which step. */
  readonly step: number;
  readonly pictures: readonly LoggedCaption[];
}

/** Most pictures of a run in the list: those that the page shows. */
export const MAX_PICTURES = 12;
/** Longest caption or reference in the list, in characters. */
export const MAX_CAPTION = 500;

type Check = NonNullable<LoggedCaption['check']>;

/** The captions of these pictures as the list keeps them; undefined where there are none yet. */
export function loggedCaptions(step: number, pictures: readonly CaptionedPicture[]): LoggedCaptions | undefined {
  const captioned = step > 0 ? pictures.slice(0, MAX_PICTURES) : [];
  if (captioned.length === 0) return undefined;
  return {
    step,
    pictures: captioned.map(({ split, image, caption, check, references: [reference = ''] }) => ({
      ...{ split, image, reference: reference.slice(0, MAX_CAPTION), caption: caption.slice(0, MAX_CAPTION) },
      ...(check && { check }),
    })),
  };
}

/** The captions of a run in the list. @throws FourgateError naming what is damaged */
export function captionsOf(where: string, value: unknown): LoggedCaptions {
  requireObject(where, 'captions', value);
  rejectUnknownOptions(where, value, ['step', 'pictures']);
  const { step, pictures } = value as Record<string, unknown>;
  requireList(`${where}.pictures`, 'a list of pictures', pictures);
  if (pictures.length === 0 || pictures.length > MAX_PICTURES) {
    const expected = `1 to ${MAX_PICTURES} pictures`;
    throw new StorageError({ where: `${where}.pictures`, expected, found: `${pictures.length}` });
  }
  return {
    step: positiveInteger(`${where}.step`, step),
    pictures: pictures.map((picture, i) => captionOf(`${where}.pictures[${i}]`, picture)),
  };
}

function captionOf(where: string, value: unknown): LoggedCaption {
  requireObject(where, 'a picture', value);
  rejectUnknownOptions(where, value, ['split', 'image', 'reference', 'caption', 'check']);
  const { split, image, reference, caption, check } = value as Record<string, unknown>;
  requireText(`${where}.split`, 'the name of a split', split);
  const said = textOf(`${where}.caption`, caption);
  return {
    split,
    image: wholeNumber(`${where}.image`, image),
    reference: textOf(`${where}.reference`, reference),
    caption: said,
    ...(check !== undefined && { check: checkOf(`${where}.check`, check, said.split(' ')) }),
  };
}

function textOf(where: string, value: unknown): string {
  requireString(where, 'a caption', value);
  if (value.length <= MAX_CAPTION) return value;
  throw new StorageError({ where, expected: `at most ${MAX_CAPTION} characters`, found: `${value.length}` });
}

/** @param words of the caption, in which the phrases are found */
function checkOf(where: string, value: unknown, words: readonly string[]): Check {
  requireObject(where, 'a check of the caption', value);
  rejectUnknownOptions(where, value, ['main', 'absent', 'sentence']);
  const { main, absent, sentence } = value as Record<string, unknown>;
  requireList(`${where}.absent`, 'a list of phrases', absent);
  let from = 0;
  return {
    main: trueOrFalse(`${where}.main`, main),
    absent: absent.map((one, i) => {
      const at = `${where}.absent[${i}]`;
      requireObject(at, 'a phrase', one);
      rejectUnknownOptions(at, one, ['phrase', 'word']);
      const { phrase, word } = one as Record<string, unknown>;
      requireText(`${at}.phrase`, 'words of the caption', phrase);
      const first = wholeNumber(`${at}.word`, word);
      const end = first + phrase.split(' ').length;
      if (first < from || words.slice(first, end).join(' ') !== phrase) {
        const expected = `words of the caption from word ${from} on`;
        throw new StorageError({ where: at, expected, found: `“${phrase.slice(0, 40)}” at word ${first}` });
      }
      from = end;
      return { phrase, word: first };
    }),
    sentence: trueOrFalse(`${where}.sentence`, sentence),
  };
}
