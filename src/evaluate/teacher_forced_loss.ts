import { requireCallback, requireMethods, requireSignal } from '../arguments.ts';
import type { CaptionDataset } from '../data/dataset.ts';
import { minibatchOf } from '../data/minibatch.ts';
import type { CaptioningRNN } from '../model/captioning_rnn.ts';
import { checkedSplit } from '../model/checked_split.ts';
import { positiveInteger, rejectUnknownOptions } from '../option_checks.ts';
import { evaluationOptions } from '../options/evaluation_options.ts';
import { checkValue } from '../options/values.ts';
import type { Signal } from '../platform.ts';

export interface TeacherForcedLossOptions {
  /** Captions computed at a time. Default 100. */
  readonly batchSize?: number;
  /** Captions at most, evenly spread over the split: always the same ones. Default all. */
  readonly limit?: number;
  /** Called when captions are done. A promise that it returns is awaited; what it throws ends the evaluation. */
  readonly onProgress?: (done: number, total: number) => void;
  /** Ends the evaluation: it then throws the signal's reason. */
  readonly signal?: Signal;
}

/**
 * Loss on a split, every caption once: the sum over time of masked −log p, mean over captions (CS231n's
 * `temporal_softmax_loss`). Teacher-forced: each word is predicted after the reference words, so the loss does not measure
 * the captions that the model generates; `evaluateCaptions` does.
 * @param split name of a split of `data`
 * @throws OptionError for an unknown option, a number that is no positive integer, or no such split; ShapeError when the
 * data do not fit the model; the reason of `signal`
 */
export async function teacherForcedLoss(
  model: Pick<CaptioningRNN, 'configuration' | 'evaluateLoss'>,
  data: CaptionDataset,
  split: string,
  options: TeacherForcedLossOptions = {},
): Promise<number> {
  rejectUnknownOptions('teacherForcedLoss', options, ['batchSize', 'limit', 'onProgress', 'signal']);
  requireMethods('teacherForcedLoss: model', 'a CaptioningRNN', model, ['evaluateLoss']);
  requireCallback('teacherForcedLoss: onProgress', options.onProgress);
  requireSignal('teacherForcedLoss: signal', options.signal);
  const from = checkedSplit(model, data, split);
  const batchSize = positiveInteger('teacherForcedLoss: batchSize', options.batchSize ?? 100);
  const limit = checkValue('teacherForcedLoss: limit', evaluationOptions.limit, options.limit ?? from.captionCount);
  const total = Math.min(limit, from.captionCount);
  const { onProgress, signal } = options;
  let sum = 0;
  for (let done = 0; done < total; ) {
    signal?.throwIfAborted();
    const count = Math.min(batchSize, total - done);
    const rows = Int32Array.from({ length: count }, (_, i) => Math.floor(((done + i) * from.captionCount) / total));
    const { features, captions } = minibatchOf(data, from, rows);
    sum += (await model.evaluateLoss(features, captions)) * count;
    done += count;
    await onProgress?.(done, total);
  }
  signal?.throwIfAborted();
  return sum / total;
}
