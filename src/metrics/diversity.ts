import { kindOf } from '../arguments.ts';
import { DataError } from '../errors.ts';
import { oneOf, rejectUnknownOptions } from '../option_checks.ts';
import { requireTexts, TOKENIZERS, type TokenizerName, wordsOf } from './tokenize.ts';

export interface DiversityOptions {
  /** Words by number; `<NULL>`, `<START>` and `<END>` among them do not count. */
  readonly vocabulary?: readonly string[];
  /** Captions that the model has learned from. */
  readonly trainingCaptions?: Iterable<string>;
  /** How all of them become words, as for `captionMetrics`. Default `'ptb'`. */
  readonly tokenize?: TokenizerName;
}

/** How much captions differ from each other and from what was learned. */
export interface CaptionDiversity {
  readonly captions: number;
  /** Captions that differ; 1 when a model generates the same caption for every picture. */
  readonly distinctCaptions: number;
  /** Share of captions that also occur for another picture, 0 to 1. */
  readonly identicalShare: number;
  /** Words used at least once. */
  readonly distinctWords: number;
  /** Share of the vocabulary that is used at least once, 0 to 1, where the vocabulary is given. */
  readonly vocabularyShare?: number;
  /** Share of captions that are not in the training set, 0 to 1, where that is given. */
  readonly novelShare?: number;
}

const MARKS = ['<NULL>', '<START>', '<END>'];

/**
 * Use of the vocabulary, identical captions and captions never seen in training. Captions are the same when their words
 * are: capitals and full stops make no difference.
 * @param captions without `<START>` and `<END>`
 * @throws DataError when there is no caption or one is no text, OptionError when an option is unknown
 */
export function captionDiversity(captions: readonly string[], options: DiversityOptions = {}): CaptionDiversity {
  rejectUnknownOptions('captionDiversity', options, ['vocabulary', 'trainingCaptions', 'tokenize']);
  const tokenizer = oneOf('captionDiversity: option tokenize', options.tokenize ?? 'ptb', TOKENIZERS);
  requireTexts('captionDiversity: captions', captions);
  if (captions.length === 0) {
    throw new DataError({ where: 'captionDiversity', expected: 'at least one caption', found: 'none' });
  }
  const split = (caption: string) => wordsOf(caption, tokenizer);
  const texts = captions.map((caption) => split(caption).join(' '));
  const times = new Map<string, number>();
  for (const text of texts) times.set(text, (times.get(text) ?? 0) + 1);
  const words = new Set(texts.flatMap((text) => (text === '' ? [] : text.split(' '))));
  const shareOf = (fits: (text: string) => boolean) => texts.filter(fits).length / texts.length;
  const { vocabulary, trainingCaptions } = options;
  const novel = trainingCaptions !== undefined && without(times.keys(), textsOf(trainingCaptions, split));
  return {
    captions: captions.length,
    distinctCaptions: times.size,
    identicalShare: shareOf((text) => (times.get(text) ?? 0) > 1),
    distinctWords: words.size,
    ...(vocabulary !== undefined ? { vocabularyShare: shareUsed(vocabulary, words, split) } : {}),
    ...(novel ? { novelShare: shareOf((text) => novel.has(text)) } : {}),
  };
}

/** Captions one by one: there may be too many to keep. */
function* textsOf(captions: Iterable<string>, split: (caption: string) => string[]): Iterable<string> {
  const where = 'captionDiversity: trainingCaptions';
  if (typeof captions === 'string' || typeof Object(captions)[Symbol.iterator] !== 'function') {
    throw new DataError({ where, expected: 'a list of captions', found: kindOf(captions) });
  }
  for (const caption of captions) {
    if (typeof caption !== 'string') throw new DataError({ where, expected: 'texts', found: kindOf(caption) });
    yield split(caption).join(' ');
  }
}

/** `captions` that are not among the `others`, which may be far more. */
function without(captions: Iterable<string>, others: Iterable<string>): ReadonlySet<string> {
  const left = new Set(captions);
  for (const caption of others) left.delete(caption);
  return left;
}

function shareUsed(
  vocabulary: readonly string[],
  used: ReadonlySet<string>,
  split: (caption: string) => string[],
): number {
  requireTexts('captionDiversity: vocabulary', vocabulary);
  const words = new Set(vocabulary.filter((word) => !MARKS.includes(word)).flatMap(split));
  return [...words].filter((word) => used.has(word)).length / Math.max(1, words.size);
}
