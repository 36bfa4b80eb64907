import { requireCallback, requireMethods, requireSignal } from '../arguments.ts';
import type { CaptionDataset, Split } from '../data/dataset.ts';
import { captionText } from '../data/decode_captions.ts';
import { referencesOf, spreadImages, tableCaption } from '../data/references.ts';
import { DataError } from '../errors.ts';
import type { Bleu } from '../metrics/bleu.ts';
import { type CaptionMetrics, captionMetrics } from '../metrics/caption_metrics.ts';
import { type CaptionDiversity, captionDiversity } from '../metrics/diversity.ts';
import type { CaptioningRNN } from '../model/captioning_rnn.ts';
import { checkedSplit } from '../model/checked_split.ts';
import type { DecodedCaption } from '../model/decoding/decoded_caption.ts';
import { rejectUnknownOptions } from '../option_checks.ts';
import type { DecodeOptions } from '../options/decoding_options.ts';
import { evaluationOptions } from '../options/evaluation_options.ts';
import { checkValue } from '../options/values.ts';
import type { Signal } from '../platform.ts';
import { tensor } from '../tensor.ts';

export interface EvaluateCaptionsOptions {
  /**
   * How captions are chosen; see `model.decode`. Default greedy. Sampling has a seed for every 64 images: the one given,
   * then 64 more.
   */
  readonly decoding?: DecodeOptions;
  /** Images to caption at most, evenly spread over the split: always the same ones. Default all. */
  readonly limit?: number;
  /** Called when images have been captioned. A promise that it returns is awaited; what it throws ends the evaluation. */
  readonly onProgress?: (done: number, total: number) => void;
  /** Ends the evaluation: it then throws the signal's reason. */
  readonly signal?: Signal;
}

/** An image with the model's captions, its references, and the scores of the best caption. */
export interface EvaluatedImage {
  /** Row of the split's features. */
  readonly image: number;
  readonly url?: string;
  /** The best caption as text, without `<START>` and `<END>`. */
  readonly caption: string;
  /** All requested captions, best first. */
  readonly captions: readonly DecodedCaption[];
  readonly references: readonly string[];
  readonly bleu: Bleu;
  readonly rougeL: number;
  readonly cider: number;
}

/** Scores of captions that the model makes on its own, each word after its own words. */
export type FreeRunningScores = Omit<CaptionMetrics, 'perImage'> & CaptionDiversity;

export interface CaptionEvaluation {
  readonly split: string;
  readonly freeRunning: FreeRunningScores;
  /** In the order of the split's features. */
  readonly images: readonly EvaluatedImage[];
  /** Up to ten images with the highest CIDEr, the best first. */
  readonly best: readonly EvaluatedImage[];
  /** Up to ten images with the lowest CIDEr, the worst first. */
  readonly worst: readonly EvaluatedImage[];
}

/** Images that are captioned between two looks at the signal. */
const CHUNK = 64;
/** Images among the best and the worst. */
const EXTREMES = 10;

/**
 * Captions the described images of a split with free-running decoding, and scores the captions against the references
 * (`captionMetrics`, `captionDiversity`; novelty against the caption table of `train`), raw or tokenised. CIDEr's document
 * frequencies are
 * those of the captioned images, as in the coco-caption toolkit: scores of different limits do not compare.
 * @param split name of a split of `data`
 * @throws OptionError for an unknown option, a limit that is no positive integer, or no such split; ShapeError when the
 * data do not fit the model; DataError when an image has no reference; what `model.decode` throws; the reason of `signal`
 */
export async function evaluateCaptions(
  model: Pick<CaptioningRNN, 'configuration' | 'decode'>,
  data: CaptionDataset,
  split: string,
  options: EvaluateCaptionsOptions = {},
): Promise<CaptionEvaluation> {
  rejectUnknownOptions('evaluateCaptions', options, ['decoding', 'limit', 'onProgress', 'signal']);
  requireMethods('evaluateCaptions: model', 'a CaptioningRNN', model, ['decode']);
  requireCallback('evaluateCaptions: onProgress', options.onProgress);
  requireSignal('evaluateCaptions: signal', options.signal);
  const from = checkedSplit(model, data, split);
  const limit = checkValue('evaluateCaptions: limit', evaluationOptions.limit, options.limit ?? from.features.count);
  const images = spreadImages(from, limit);
  const references = images.map((image) => describedBy(data, from, image));
  const captions = await decodeImages(model, data, from, images, options);
  const texts = captions.map(([best]) => captionText(best?.words ?? [], data.vocabulary.idxToWord));
  const { perImage, ...metrics } = captionMetrics(texts, references);
  const { idxToWord: vocabulary } = data.vocabulary;
  const diversity = captionDiversity(texts, { vocabulary, trainingCaptions: captionsOf(data, data.splits.train) });
  const evaluated = images.map((image, i): EvaluatedImage => {
    const bleuOf = (n: 0 | 1 | 2 | 3) => perImage.bleu[n][i] ?? 0;
    const url = from.urls[image];
    return {
      image,
      ...(url ? { url } : {}),
      caption: texts[i] ?? '',
      captions: captions[i] ?? [],
      references: references[i] ?? [],
      bleu: [bleuOf(0), bleuOf(1), bleuOf(2), bleuOf(3)],
      rougeL: perImage.rougeL[i] ?? 0,
      cider: perImage.cider[i] ?? 0,
    };
  });
  const ranked = evaluated.toSorted((a, b) => b.cider - a.cider);
  return {
    split,
    freeRunning: { ...metrics, ...diversity },
    images: evaluated,
    best: ranked.slice(0, EXTREMES),
    worst: ranked.slice(-EXTREMES).reverse(),
  };
}

/** The references of an image. @throws DataError when there are none, although the caption table has captions of it. */
function describedBy(data: CaptionDataset, split: Split, image: number): readonly string[] {
  const references = referencesOf(data, split, image);
  if (references.length > 0) return references;
  const where = `${data.name}: references of split ${split.name}, image ${image}`;
  throw new DataError({ where, expected: 'at least one caption', found: 'none' });
}

/** The n best captions of each image. Every call has as many rows, so that the model records one program only. */
async function decodeImages(
  model: Pick<CaptioningRNN, 'decode'>,
  data: CaptionDataset,
  split: Split,
  images: readonly number[],
  { decoding, onProgress, signal }: EvaluateCaptionsOptions,
): Promise<DecodedCaption[][]> {
  const captions: DecodedCaption[][] = [];
  const size = Math.min(CHUNK, images.length);
  for (let start = 0; start < images.length; start += size) {
    signal?.throwIfAborted();
    const rows = Array.from({ length: size }, (_, i) => images[Math.min(start + i, images.length - 1)] ?? 0);
    const features = tensor([size, data.featureLength], split.features.readRows(rows));
    const decoded = await model.decode(features, seededFor(start, decoding));
    captions.push(...decoded.slice(0, images.length - start));
    await onProgress?.(captions.length, images.length);
  }
  signal?.throwIfAborted();
  return captions;
}

/** Draws are a function of seed and row of a call: without a seed of its own each call would draw the same numbers. */
function seededFor(start: number, decoding: DecodeOptions | undefined): DecodeOptions | undefined {
  if (start === 0 || decoding?.method !== 'sample') return decoding;
  return { ...decoding, seed: ((decoding.seed ?? 0) + start) % 2 ** 32 };
}

/** The captions of a split's table one by one: a large data set has too many to keep them all as text. */
function* captionsOf(data: CaptionDataset, split: Split | undefined): Iterable<string> {
  for (let row = 0; split && row < split.captionCount; row++) yield tableCaption(data, split, row);
}
