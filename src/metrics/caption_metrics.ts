import { kindOf } from '../arguments.ts';
import { DataError } from '../errors.ts';
import { oneOf, rejectUnknownOptions } from '../option_checks.ts';
import { addTally, type Bleu, bleuOf, emptyTally, tallyOf } from './bleu.ts';
import { cider, inverseDocumentFrequencies } from './cider.ts';
import { Captions, meanOf } from './ngrams.ts';
import { rougeL } from './rouge_l.ts';
import { requireTexts, TOKENIZERS, type TokenizerName, wordsOf } from './tokenize.ts';

export interface CaptionMetricsOptions {
  /**
   * How hypotheses and references alike become words. `'ptb'` (default) as the toolkit does, see `tokenizeCaption`: raw
   * text and text that is tokenised already have the same words. `'whitespace'`: what stands between blanks, as it is.
   */
  readonly tokenize?: TokenizerName;
}

/** Scores of captions against references: of all together, and of each image in order. */
export interface CaptionMetrics {
  /** Corpus BLEU-1 to BLEU-4, 0 to 1. */
  readonly bleu: Bleu;
  /** Mean ROUGE-L, 0 to 1. */
  readonly rougeL: number;
  /** Mean CIDEr-D, 0 to 10. */
  readonly cider: number;
  readonly perImage: {
    /** For each order a number an image: `bleu[3][i]` is BLEU-4 of image i. */
    readonly bleu: Bleu<readonly number[]>;
    readonly rougeL: readonly number[];
    readonly cider: readonly number[];
  };
}

/**
 * BLEU-1 to BLEU-4 (Papineni et al. 2002), ROUGE-L (Lin 2004) and CIDEr-D (Vedantam et al. 2015), as the coco-caption
 * toolkit computes them; its "CIDEr" is CIDEr-D. The toolkit's METEOR and SPICE are not here: they need Java and WordNet.
 * CIDEr weighs n-grams by how many of the given images have them in their references: numbers of different sets of images
 * do not compare, and a single image scores 0.
 * @param hypotheses one caption an image, without `<START>` and `<END>`; an empty one is allowed and scores 0
 * @param references the reference captions of each image, one or more, raw or tokenised
 * @throws DataError when there is no image, the lists differ in length, an image has no reference, or a caption is no text
 * @throws OptionError when an option is unknown
 */
export function captionMetrics(
  hypotheses: readonly string[],
  references: readonly (readonly string[])[],
  options: CaptionMetricsOptions = {},
): CaptionMetrics {
  rejectUnknownOptions('captionMetrics', options, ['tokenize']);
  const tokenizer = oneOf('captionMetrics: option tokenize', options.tokenize ?? 'ptb', TOKENIZERS);
  checkLists(hypotheses, references);
  const captions = new Captions(wordsOfAll([hypotheses, ...references], tokenizer));
  const numbers = numberedAfter(hypotheses.length, references);
  const weights = inverseDocumentFrequencies(captions, numbers);
  const total = emptyTally();
  const perImage = { bleu: [[], [], [], []] as Bleu<number[]>, rougeL: [] as number[], cider: [] as number[] };
  numbers.forEach((ofImage, index) => {
    const image = {
      hypothesis: captions.counted(index),
      references: ofImage.map((number) => captions.counted(number)),
    };
    const tally = tallyOf(image);
    addTally(total, tally);
    for (const [n, score] of bleuOf(tally).entries()) perImage.bleu[n]?.push(score);
    perImage.rougeL.push(rougeL(image));
    perImage.cider.push(cider(image, weights));
  });
  return { bleu: bleuOf(total), rougeL: meanOf(perImage.rougeL), cider: meanOf(perImage.cider), perImage };
}

function* wordsOfAll(lists: readonly (readonly string[])[], tokenizer: TokenizerName): Iterable<string[]> {
  for (const list of lists) for (const caption of list) yield wordsOf(caption, tokenizer);
}

/** The numbers from `first` on, in the shape of the lists. */
function numberedAfter(first: number, lists: readonly (readonly unknown[])[]): number[][] {
  let next = first;
  return lists.map((list) => list.map(() => next++));
}

function checkLists(hypotheses: readonly string[], references: readonly (readonly string[])[]): void {
  const where = 'captionMetrics';
  requireTexts(`${where}: hypotheses`, hypotheses);
  if (!Array.isArray(references)) {
    const expected = 'a list with a list of captions for each image';
    throw new DataError({ where: `${where}: references`, expected, found: kindOf(references) });
  }
  if (hypotheses.length === 0 || hypotheses.length !== references.length) {
    const expected = 'one hypothesis and one list of references an image, at least one image';
    const found = `${hypotheses.length} hypotheses and ${references.length} lists of references`;
    throw new DataError({ where, expected, found });
  }
  for (const [image, captions] of references.entries()) {
    const ofImage = `${where}: references of image ${image}`;
    requireTexts(ofImage, captions);
    if (captions.length > 0) continue;
    const remedy = 'Leave out images without references.';
    throw new DataError({ where: ofImage, expected: 'at least one caption', found: 'none', remedy });
  }
}
