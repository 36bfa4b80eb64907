import type { CaptionDataset, Split } from '../data/dataset.ts';
import { type CaptionEvaluation, evaluateCaptions } from '../evaluate/evaluate_captions.ts';
import { teacherForcedLoss } from '../evaluate/teacher_forced_loss.ts';
import type { CaptioningRNN } from '../model/captioning_rnn.ts';
import { checkedSplit } from '../model/checked_split.ts';
import type { DecodeOptions } from '../options/decoding_options.ts';
import type { EvaluatedEvent, FreeRunningScores } from './protocol.ts';
import type { TrainingData } from './training_data.ts';

/** Scores of a split, and the captions they are of. */
export interface Scores {
  readonly teacherForcedLoss: number;
  readonly freeRunning: FreeRunningScores;
  readonly images: CaptionEvaluation['images'];
}

/** What to score. */
export interface Scored {
  readonly split: string;
  /** Pictures at most, and as large a share of the captions for the loss. */
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
  const { bleu, rougeL, cider } = freeRunning;
  return {
    teacherForcedLoss: loss,
    freeRunning: {
      bleu,
      rougeL,
      cider,
      pictures: freeRunning.captions,
      wordsUsed: freeRunning.distinctWords,
      vocabularyUse: freeRunning.vocabularyShare ?? 0,
      identical: freeRunning.identicalShare,
      novel: freeRunning.novelShare ?? 1,
    },
    images,
  };
}

/** So many of the best and of the worst captions come with their pictures, where a data set draws its own. */
const DRAWN = 6;

/**
 * Captions and scores what an `evaluate` command asks for.
 * @throws OptionError for a decoding that makes no sense, ShapeError when the model does not fit the data
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
  return {
    type: 'evaluated',
    split: split.name,
    decoding,
    seconds: (performance.now() - begin) / 1000,
    teacherForcedLoss: scores.teacherForcedLoss,
    freeRunning: scores.freeRunning,
    pictures: scores.images.map(({ image, caption, cider, captions: [best] }) => {
      const right = source.isRight?.(split.name, image, caption);
      return {
        ...source.picture(split.name, image),
        ...(source.pixels && drawn.has(image) ? { pixels: source.pixels(split.name, image) } : {}),
        caption,
        ...(right === undefined ? {} : { right }),
        cider,
        logProb: best?.logProb ?? Number.NaN,
      };
    }),
  };
}
