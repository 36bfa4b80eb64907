import { DataError } from '../errors.ts';
import { oneOf, rejectUnknownOptions } from '../options.ts';
import { type Bleu, bleu } from './bleu.ts';
import { cider } from './cider.ts';
import { type CountedCaption, countNgrams, meanOf } from './ngrams.ts';
import { rougeL } from './rouge_l.ts';
import { TOKENIZERS, type TokenizerName, wordsOf } from './tokenize.ts';

export interface CaptionMetricsOptions {
  /**
   * `'whitespace'` for text that is tokenised already (the default), `'ptb'` for raw text: see `tokenizeCaption`. It is
   * used on hypotheses and references alike.
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
 * @param references captions that people gave each image, one or more
 * @throws DataError when there is no image, the lists differ in length, or an image has no reference
 * @throws OptionError when an option is unknown
 */
export function captionMetrics(
  hypotheses: readonly string[],
  references: readonly (readonly string[])[],
  options: CaptionMetricsOptions = {},
): CaptionMetrics {
  rejectUnknownOptions('captionMetrics', options, ['tokenize']);
  const tokenizer = oneOf('captionMetrics: option tokenize', options.tokenize ?? 'whitespace', TOKENIZERS);
  checkLists(hypotheses, references);
  const count = (caption: string): CountedCaption => {
    const words = wordsOf(caption, tokenizer);
    return { words, ngrams: countNgrams(words) };
  };
  const images = hypotheses.map((hypothesis, image) => ({
    hypothesis: count(hypothesis),
    references: (references[image] ?? []).map(count),
  }));
  const { corpus, perImage } = bleu(images);
  const [rougeLs, ciders] = [rougeL(images), cider(images)];
  return {
    bleu: corpus,
    rougeL: meanOf(rougeLs),
    cider: meanOf(ciders),
    perImage: { bleu: perImage, rougeL: rougeLs, cider: ciders },
  };
}

function checkLists(hypotheses: readonly string[], references: readonly (readonly string[])[]): void {
  if (hypotheses.length === 0 || hypotheses.length !== references.length) {
    throw new DataError({
      where: 'captionMetrics',
      expected: 'one hypothesis and one list of references an image, at least one image',
      found: `${hypotheses.length} hypotheses and ${references.length} lists of references`,
    });
  }
  const without = references.findIndex((captions) => captions.length === 0);
  if (without < 0) return;
  throw new DataError({
    where: `captionMetrics: references of image ${without}`,
    expected: 'at least one caption',
    found: 'none',
    remedy: 'Leave out images that nobody described.',
  });
}
