import { DataError } from '../errors.ts';
import { rejectUnknownOptions } from '../options.ts';
import { wordsOf } from './tokenize.ts';

export interface DiversityOptions {
  /** Words by number; `<NULL>`, `<START>` and `<END>` among them do not count. */
  readonly vocabulary?: readonly string[];
  /** Captions that the model has learned from, written like those to be judged. */
  readonly trainingCaptions?: Iterable<string>;
}

/** How much captions differ from each other and from what was learned. */
export interface CaptionDiversity {
  readonly captions: number;
  /** Captions that differ; 1 when a model says the same of every picture. */
  readonly distinctCaptions: number;
  /** Share of captions that some other picture has got too, 0 to 1. */
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
 * Use of the vocabulary, identical captions and captions never seen in training. Words are what stands between blanks.
 * @param captions without `<START>` and `<END>`
 * @throws DataError when there is no caption, OptionError when an option is unknown
 */
export function captionDiversity(captions: readonly string[], options: DiversityOptions = {}): CaptionDiversity {
  rejectUnknownOptions('captionDiversity', options, ['vocabulary', 'trainingCaptions']);
  if (captions.length === 0) {
    throw new DataError({ where: 'captionDiversity', expected: 'at least one caption', found: 'none' });
  }
  const times = new Map<string, number>();
  const words = new Set<string>();
  for (const caption of captions) {
    times.set(caption, (times.get(caption) ?? 0) + 1);
    for (const word of wordsOf(caption, 'whitespace')) words.add(word);
  }
  const shareOf = (fits: (caption: string) => boolean) => captions.filter(fits).length / captions.length;
  const { vocabulary, trainingCaptions } = options;
  const novel = trainingCaptions && without(times.keys(), trainingCaptions);
  return {
    captions: captions.length,
    distinctCaptions: times.size,
    identicalShare: shareOf((caption) => (times.get(caption) ?? 0) > 1),
    distinctWords: words.size,
    ...(vocabulary ? { vocabularyShare: shareUsed(vocabulary, words) } : {}),
    ...(novel ? { novelShare: shareOf((caption) => novel.has(caption)) } : {}),
  };
}

/** `captions` that are not among the `others`, which may be far more. */
function without(captions: Iterable<string>, others: Iterable<string>): ReadonlySet<string> {
  const left = new Set(captions);
  for (const caption of others) left.delete(caption);
  return left;
}

function shareUsed(vocabulary: readonly string[], used: ReadonlySet<string>): number {
  const words = vocabulary.filter((word) => !MARKS.includes(word));
  return words.filter((word) => used.has(word)).length / Math.max(1, words.length);
}
