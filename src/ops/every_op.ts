import * as affineBackwardInput from './affine_backward_input.ts';
import * as affineBackwardWeight from './affine_backward_weight.ts';
import * as affineForward from './affine_forward.ts';
import * as argmax from './argmax.ts';
import * as batchNorm from './batch_norm.ts';
import * as beamStep from './beam_step.ts';
import * as columnSum from './column_sum.ts';
import * as convolution from './convolution.ts';
import * as copyRows from './copy_rows.ts';
import * as drawWord from './draw_word.ts';
import * as dropoutBackward from './dropout_backward.ts';
import * as dropoutForward from './dropout_forward.ts';
import * as elementwise from './elementwise.ts';
import * as forbidWords from './forbid_words.ts';
import * as globalNorm from './global_norm.ts';
import * as logSumExp from './log_sum_exp.ts';
import * as lstmStepBackward from './lstm_step_backward.ts';
import * as lstmStepForward from './lstm_step_forward.ts';
import type { Op } from './op.ts';
import * as pooling from './pooling.ts';
import * as rnnStepBackward from './rnn_step_backward.ts';
import * as rnnStepForward from './rnn_step_forward.ts';
import * as runningAverage from './running_average.ts';
import * as softmaxLoss from './softmax_loss.ts';
import * as squareSum from './square_sum.ts';
import * as topWords from './top_words.ts';
import * as updateRules from './update_rules.ts';
import * as wordEmbeddingBackward from './word_embedding_backward.ts';
import * as wordEmbeddingForward from './word_embedding_forward.ts';

/** What the files of ops export: one line a file, however many ops are in it. */
const exported = {
  ...affineBackwardInput,
  ...affineBackwardWeight,
  ...affineForward,
  ...argmax,
  ...batchNorm,
  ...beamStep,
  ...columnSum,
  ...convolution,
  ...copyRows,
  ...drawWord,
  ...dropoutBackward,
  ...dropoutForward,
  ...elementwise,
  ...forbidWords,
  ...globalNorm,
  ...logSumExp,
  ...lstmStepBackward,
  ...lstmStepForward,
  ...pooling,
  ...rnnStepBackward,
  ...rnnStepForward,
  ...runningAverage,
  ...softmaxLoss,
  ...squareSum,
  ...topWords,
  ...updateRules,
  ...wordEmbeddingBackward,
  ...wordEmbeddingForward,
};

type Exported = typeof exported;

/** The names that ops are exported under; those of their twins are the same. */
export type OpExport = { [K in keyof Exported]: Exported[K] extends Op ? K : never }[keyof Exported];

const isOp = (entry: [string, unknown]): entry is [OpExport, Op] =>
  typeof entry[1] === 'object' && entry[1] !== null && 'dims' in entry[1];

/** Every op, by the name of its export. */
export const opsByExport = Object.fromEntries(Object.entries(exported).filter(isOp)) as Pick<Exported, OpExport>;

export type Ops = { readonly [K in OpExport as Exported[K]['name']]: Exported[K] };
export type OpName = keyof Ops;

const byName = (a: Op, b: Op) => (a.name < b.name ? -1 : 1);

/** Every op, by name and in its order: what a module exports comes in another one from each bundler. Each has a CPU twin, a kernel, parity cases and calls to time, or the compiler says which has not. */
export const ops = Object.fromEntries(
  Object.values<Op>(opsByExport)
    .sort(byName)
    .map((op) => [op.name, op]),
) as Ops;
