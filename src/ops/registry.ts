import { addScaled } from './add_scaled.ts';
import { affineBackwardInput } from './affine_backward_input.ts';
import { affineBackwardWeight } from './affine_backward_weight.ts';
import { affineForward } from './affine_forward.ts';
import { argmax } from './argmax.ts';
import {
  batchNormBackward,
  batchNormForward,
  normalizeBackward,
  normalizeForward,
  runningAverage,
} from './batch_norm.ts';
import { beamStep } from './beam_step.ts';
import { clamp } from './clamp.ts';
import { columnSum } from './column_sum.ts';
import { convert } from './convert.ts';
import {
  convolutionBackwardBias,
  convolutionBackwardInput,
  convolutionBackwardWeight,
  convolutionForward,
} from './convolution.ts';
import { copyRows } from './copy_rows.ts';
import { drawWord } from './draw_word.ts';
import { dropoutBackward } from './dropout_backward.ts';
import { dropoutForward } from './dropout_forward.ts';
import { fill } from './fill.ts';
import { forbidWords } from './forbid_words.ts';
import { globalNorm } from './global_norm.ts';
import { logSumExp } from './log_sum_exp.ts';
import { lstmStepBackward } from './lstm_step_backward.ts';
import { lstmStepForward } from './lstm_step_forward.ts';
import { averagePoolBackward, averagePoolForward, maxPoolBackward, maxPoolForward } from './pooling.ts';
import { reluBackward } from './relu_backward.ts';
import { rnnStepBackward } from './rnn_step_backward.ts';
import { rnnStepForward } from './rnn_step_forward.ts';
import { sigmoid } from './sigmoid.ts';
import { softmaxLoss } from './softmax_loss.ts';
import { squareSum } from './square_sum.ts';
import { tanh } from './tanh.ts';
import { topWords } from './top_words.ts';
import { adam, rmsprop, sgd, sgdMomentum } from './update_rules.ts';
import { wordEmbeddingBackward } from './word_embedding_backward.ts';
import { wordEmbeddingForward } from './word_embedding_forward.ts';

/** Every op, by name. Each has a CPU twin, a kernel and a parity test, or a test fails. */
export const ops = {
  affine_forward: affineForward,
  affine_backward_input: affineBackwardInput,
  affine_backward_weight: affineBackwardWeight,
  column_sum: columnSum,
  convolution_forward: convolutionForward,
  convolution_backward_input: convolutionBackwardInput,
  convolution_backward_weight: convolutionBackwardWeight,
  convolution_backward_bias: convolutionBackwardBias,
  max_pool_forward: maxPoolForward,
  max_pool_backward: maxPoolBackward,
  average_pool_forward: averagePoolForward,
  average_pool_backward: averagePoolBackward,
  relu_backward: reluBackward,
  batch_norm_forward: batchNormForward,
  batch_norm_backward: batchNormBackward,
  normalize_forward: normalizeForward,
  normalize_backward: normalizeBackward,
  running_average: runningAverage,
  word_embedding_forward: wordEmbeddingForward,
  word_embedding_backward: wordEmbeddingBackward,
  rnn_step_forward: rnnStepForward,
  rnn_step_backward: rnnStepBackward,
  lstm_step_forward: lstmStepForward,
  lstm_step_backward: lstmStepBackward,
  dropout_forward: dropoutForward,
  dropout_backward: dropoutBackward,
  softmax_loss: softmaxLoss,
  argmax,
  log_sum_exp: logSumExp,
  top_words: topWords,
  forbid_words: forbidWords,
  draw_word: drawWord,
  copy_rows: copyRows,
  beam_step: beamStep,
  sigmoid,
  tanh,
  fill,
  convert,
  add_scaled: addScaled,
  clamp,
  square_sum: squareSum,
  global_norm: globalNorm,
  sgd,
  sgd_momentum: sgdMomentum,
  rmsprop,
  adam,
} as const;

export type Ops = typeof ops;
export type OpName = keyof Ops;
