import type { CaptionDataset, Split } from '../data/dataset.ts';
import { captionText } from '../data/decode_captions.ts';
import { readable, spreadImages } from '../data/references.ts';
import type { FreeRunningScores } from '../evaluate/evaluate_captions.ts';
import { type CaptionEvaluation, evaluateCaptions } from '../evaluate/evaluate_captions.ts';
import { teacherForcedLoss } from '../evaluate/teacher_forced_loss.ts';
import type { CaptioningRNN } from '../model/captioning_rnn.ts';
import { checkedSplit } from '../model/checked_split.ts';
import type { DecodeOptions } from '../options/decoding_options.ts';
import type { CaptionedPicture } from '../sources/data_source.ts';
import { heldOutSplit, shownSplit, type TrainingData } from '../sources/training_data.ts';
import { tensor } from '../tensor.ts';
import type { DatasetSummary, EvaluatedEvent, Event, SceneAccuracy } from './protocol.ts';

/** Scores of a split, and the captions they are of. */
export interface Scores {
  readonly teacherForcedLoss: number;
  readonly freeRunning: FreeRunningScores;
  readonly images: CaptionEvaluation['images'];
}

/** What to score. */
interface Scored {
  readonly split: string;
  /** Maximum number of pictures, and the same share of the captions for the loss. */
  readonly images: number;
  readonly decoding: DecodeOptions;
  readonly onProgress?: (what: string, done: number, total: number) => void;
  readonly signal?: AbortSignal;
}

/** Teacher-forced loss and free-running scores of a model on some or all of a split. */
export async function scoresOf(
  model: CaptioningRNN,
  data: CaptionDataset,
  { split, images: limit, decoding, onProgress, signal }: Scored,
): Promise<Scores> {
  const { features, captionCount } = checkedSplit(model, data, split);
  const watched = (what: string) => ({
    onProgress: (done: number, total: number) => onProgress?.(what, done, total),
    ...(signal ? { signal } : {}),
  });
  const captions = Math.max(1, Math.round(captionCount * Math.min(1, limit / features.count)));
  const loss = await teacherForcedLoss(model, data, split, { limit: captions, ...watched(`loss of ${split}`) });
  const { freeRunning, images } = await evaluateCaptions(model, data, split, {
    decoding: { maxLength: data.captionLength, ...decoding },
    limit,
    ...watched(`captioning ${split} pictures`),
  });
  return { teacherForcedLoss: loss, freeRunning, images };
}

/** This many of the best and of the worst captions come with their pictures, where a data set draws its own. */
const DRAWN = 6;

/**
 * Captions and scores what an `evaluate` command requests.
 * @throws OptionError for invalid decoding options, ShapeError when the model does not fit the data
 */
export async function evaluateModel(
  model: CaptioningRNN,
  source: TrainingData,
  split: Split,
  asked: { readonly images?: number; readonly decoding: DecodeOptions },
  onProgress: NonNullable<Scored['onProgress']>,
): Promise<EvaluatedEvent> {
  const begin = performance.now();
  const { images = split.features.count, decoding } = asked;
  const scores = await scoresOf(model, source.data, { split: split.name, images, decoding, onProgress });
  const byCider = [...scores.images].sort((a, b) => b.cider - a.cider).map(({ image }) => image);
  const drawn = new Set([...byCider.slice(0, DRAWN), ...byCider.slice(-DRAWN)]);
  const accuracy = accuracyOf(source, split.name, scores.images);
  return {
    type: 'evaluated',
    split: split.name,
    decoding,
    seconds: (performance.now() - begin) / 1000,
    teacherForcedLoss: scores.teacherForcedLoss,
    freeRunning: scores.freeRunning,
    ...(accuracy && { accuracy }),
    pictures: scores.images.map(({ image, caption, cider, captions: [best] }) => {
      const check = source.check?.(split.name, image, caption);
      return {
        ...source.picture(split.name, image),
        ...(drawn.has(image) && source.drawn?.(split.name, image)),
        caption,
        ...(check && { check }),
        cider,
        logProb: best?.logProb ?? Number.NaN,
      };
    }),
  };
}

/** Pictures that are captioned before the next message is handled. */
const CHUNK = 64;

/** Greedy captions of images, as text. */
export async function captionsOf(
  model: CaptioningRNN,
  { data }: TrainingData,
  split: Split,
  images: readonly number[],
): Promise<string[]> {
  const features = tensor([images.length, data.featureLength], split.features.readRows(images));
  const words = await model.sample(features, data.captionLength);
  const [, length = 0] = words.shape;
  return images.map((_, i) =>
    readable(captionText(words.data.subarray(i * length, (i + 1) * length), data.vocabulary.idxToWord)),
  );
}

/** Images with the model's captions of them. */
export async function captionPictures(
  model: CaptioningRNN,
  source: TrainingData,
  split: Split,
  images: readonly number[],
): Promise<CaptionedPicture[]> {
  const captions = await captionsOf(model, source, split, images);
  return images.map((image, i) => {
    const caption = captions[i] ?? '';
    const check = source.check?.(split.name, image, caption);
    return { ...source.picture(split.name, image), caption, ...(check && { check }) };
  });
}

/**
 * Greedy captions of all pictures of a split.
 * @returns undefined when `proceed` returns false
 */
export async function captionSplit(
  model: CaptioningRNN,
  source: TrainingData,
  split: Split,
  proceed: (done: number, total: number) => boolean,
): Promise<string[] | undefined> {
  const total = split.features.count;
  const captions: string[] = [];
  for (let start = 0; start < total; start += CHUNK) {
    if (!proceed(start, total)) return undefined;
    const images = Array.from({ length: Math.min(CHUNK, total - start) }, (_, i) => start + i);
    captions.push(...(await captionsOf(model, source, split, images)));
  }
  return captions;
}

/**
 * Counts what captions of pictures of a split say.
 * @returns undefined when the data set cannot judge this
 */
export function accuracyOf(
  { check }: TrainingData,
  split: string,
  captions: readonly { readonly image: number; readonly caption: string }[],
): SceneAccuracy | undefined {
  if (!check) return undefined;
  const checks = captions.map(({ image, caption }) => check(split, image, caption));
  return {
    split,
    pictures: checks.length,
    correct: checks.filter(({ main }) => main).length,
    untrue: checks.filter(({ absent }) => absent.length > 0).length,
    broken: checks.filter(({ sentence }) => !sentence).length,
  };
}

/** Pictures that are shown during a run. */
const SHOWN = 12;

/** Numbers of the pictures that are shown. */
export function shownImages({ data }: TrainingData): readonly number[] {
  return spreadImages(shownSplit(data), SHOWN);
}

/** Reports what was loaded, the time it took, and the pictures that are shown of it. */
export function datasetEvent(source: TrainingData, seconds: number): Event {
  const { data, picture, drawn } = source;
  const { name } = shownSplit(data);
  const pictures = shownImages(source).map((image) => ({
    ...picture(name, image),
    ...drawn?.(name, image),
    caption: '',
  }));
  return { type: 'dataset', summary: summaryOf(source, seconds), pictures };
}

/** What the page shows of a data set. */
export function summaryOf({ data, remarks, pictureFeatures, cnn }: TrainingData, seconds: number): DatasetSummary {
  const heldOut = heldOutSplit(data)?.name;
  return {
    ...(heldOut !== undefined && { heldOut }),
    name: data.name,
    splits: Object.values(data.splits).map(({ name, features, captionCount }) => ({
      name,
      images: features.count,
      captions: captionCount,
    })),
    vocabularySize: data.vocabulary.idxToWord.length,
    captionLength: data.captionLength,
    featureLength: data.featureLength,
    seconds,
    takesPictures: pictureFeatures !== undefined || cnn !== undefined,
    ...(data.featureMark && { featuresBy: data.featureMark.madeBy }),
    ...(remarks && remarks.length > 0 && { remarks }),
  };
}
