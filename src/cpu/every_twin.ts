import { type OpExport, type OpName, type Ops, opsByExport } from '../ops/every_op.ts';
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
import * as pooling from './pooling.ts';
import * as rnnStepBackward from './rnn_step_backward.ts';
import * as rnnStepForward from './rnn_step_forward.ts';
import * as softmaxLoss from './softmax_loss.ts';
import * as squareSum from './square_sum.ts';
import * as topWords from './top_words.ts';
import type { Twin } from './twin.ts';
import * as updateRules from './update_rules.ts';
import * as wordEmbeddingBackward from './word_embedding_backward.ts';
import * as wordEmbeddingForward from './word_embedding_forward.ts';

/** The twin of every op, by the name of the op's export: one line a file. An op without one does not compile. */
const exported: { readonly [K in OpExport]: Twin<(typeof opsByExport)[K]> } = {
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
  ...softmaxLoss,
  ...squareSum,
  ...topWords,
  ...updateRules,
  ...wordEmbeddingBackward,
  ...wordEmbeddingForward,
};

const entries = Object.entries(opsByExport).map(([name, op]) => [op.name, exported[name as OpExport]]);

/** The CPU twin of every op, by the op's name. */
export const twins = Object.fromEntries(entries) as { readonly [K in OpName]: Twin<Ops[K]> };
