import adam from '../../../shaders/adam.wgsl?raw';
import addScaled from '../../../shaders/add_scaled.wgsl?raw';
import affineBackwardInput from '../../../shaders/affine_backward_input.wgsl?raw';
import affineBackwardWeight from '../../../shaders/affine_backward_weight.wgsl?raw';
import affineForward from '../../../shaders/affine_forward.wgsl?raw';
import argmax from '../../../shaders/argmax.wgsl?raw';
import averagePoolBackward from '../../../shaders/average_pool_backward.wgsl?raw';
import averagePoolForward from '../../../shaders/average_pool_forward.wgsl?raw';
import batchNormBackward from '../../../shaders/batch_norm_backward.wgsl?raw';
import batchNormForward from '../../../shaders/batch_norm_forward.wgsl?raw';
import beamStep from '../../../shaders/beam_step.wgsl?raw';
import clamp from '../../../shaders/clamp.wgsl?raw';
import columnSum from '../../../shaders/column_sum.wgsl?raw';
import convert from '../../../shaders/convert.wgsl?raw';
import convolutionBackwardBias from '../../../shaders/convolution_backward_bias.wgsl?raw';
import convolutionBackwardInput from '../../../shaders/convolution_backward_input.wgsl?raw';
import convolutionBackwardWeight from '../../../shaders/convolution_backward_weight.wgsl?raw';
import convolutionForward from '../../../shaders/convolution_forward.wgsl?raw';
import copyRows from '../../../shaders/copy_rows.wgsl?raw';
import drawWord from '../../../shaders/draw_word.wgsl?raw';
import dropoutBackward from '../../../shaders/dropout_backward.wgsl?raw';
import dropoutForward from '../../../shaders/dropout_forward.wgsl?raw';
import fill from '../../../shaders/fill.wgsl?raw';
import forbidWords from '../../../shaders/forbid_words.wgsl?raw';
import globalNorm from '../../../shaders/global_norm.wgsl?raw';
import logSumExp from '../../../shaders/log_sum_exp.wgsl?raw';
import lstmStepBackward from '../../../shaders/lstm_step_backward.wgsl?raw';
import lstmStepForward from '../../../shaders/lstm_step_forward.wgsl?raw';
import maxPoolBackward from '../../../shaders/max_pool_backward.wgsl?raw';
import maxPoolForward from '../../../shaders/max_pool_forward.wgsl?raw';
import normalizeBackward from '../../../shaders/normalize_backward.wgsl?raw';
import normalizeForward from '../../../shaders/normalize_forward.wgsl?raw';
import reluBackward from '../../../shaders/relu_backward.wgsl?raw';
import rmsprop from '../../../shaders/rmsprop.wgsl?raw';
import rnnStepBackward from '../../../shaders/rnn_step_backward.wgsl?raw';
import rnnStepForward from '../../../shaders/rnn_step_forward.wgsl?raw';
import runningAverage from '../../../shaders/running_average.wgsl?raw';
import sgd from '../../../shaders/sgd.wgsl?raw';
import sgdMomentum from '../../../shaders/sgd_momentum.wgsl?raw';
import sigmoid from '../../../shaders/sigmoid.wgsl?raw';
import softmaxLoss from '../../../shaders/softmax_loss.wgsl?raw';
import squareSum from '../../../shaders/square_sum.wgsl?raw';
import tanh from '../../../shaders/tanh.wgsl?raw';
import topWords from '../../../shaders/top_words.wgsl?raw';
import wordEmbeddingBackward from '../../../shaders/word_embedding_backward.wgsl?raw';
import wordEmbeddingForward from '../../../shaders/word_embedding_forward.wgsl?raw';
import { type OpName, type Ops, ops } from '../../ops/every_op.ts';
import { PARTIALS } from '../../ops/square_sum.ts';
import { type Kernel, spread } from '../kernel.ts';
import { convolutionProducts, PART_OF_Y } from './convolution_products.ts';
import {
  channelsEach,
  keptScores,
  oneChannelEach,
  oneElementEach,
  oneVec4Each,
  reduction,
  sumOverRows,
  threads,
  updateRule,
  workgroups,
} from './launch.ts';
import { product } from './product.ts';

/** How each op is launched: its shader, and what follows from the sizes of a call. An op without a row does not compile. */
const launches: { readonly [K in OpName]: Omit<Kernel<Ops[K]>, 'op'> } = {
  affine_forward: product(ops.affine_forward, {
    source: affineForward,
    rows: 'M',
    columns: 'N',
    terms: 'K',
    left: 'terms',
    right: 'columns',
  }),
  affine_backward_input: product(ops.affine_backward_input, {
    source: affineBackwardInput,
    rows: 'M',
    columns: 'K',
    terms: 'N',
    left: 'terms',
    right: 'terms',
  }),
  affine_backward_weight: product(ops.affine_backward_weight, {
    source: affineBackwardWeight,
    rows: 'K',
    columns: 'N',
    terms: 'M',
    left: 'rows',
    right: 'columns',
  }),
  column_sum: sumOverRows(columnSum, ['M', 'N'], ['N']),
  convolution_forward: product(ops.convolution_forward, convolutionProducts.forward(convolutionForward)),
  convolution_backward_input: product(
    ops.convolution_backward_input,
    convolutionProducts.backwardInput(convolutionBackwardInput),
  ),
  convolution_backward_weight: product(
    ops.convolution_backward_weight,
    convolutionProducts.backwardWeight(convolutionBackwardWeight),
  ),
  convolution_backward_bias: sumOverRows(convolutionBackwardBias, [['N', 'P', 'Q'], 'F'], PART_OF_Y),
  max_pool_forward: channelsEach(maxPoolForward, ['N', 'P', 'Q']),
  max_pool_backward: channelsEach(maxPoolBackward, ['N', 'H', 'W']),
  average_pool_forward: channelsEach(averagePoolForward, ['N']),
  average_pool_backward: channelsEach(averagePoolBackward, ['N', 'M']),
  relu_backward: oneVec4Each(reluBackward),
  batch_norm_forward: oneChannelEach(batchNormForward),
  batch_norm_backward: oneChannelEach(batchNormBackward),
  normalize_forward: channelsEach(normalizeForward, ['N', 'P']),
  normalize_backward: channelsEach(normalizeBackward, ['N', 'P']),
  running_average: oneVec4Each(runningAverage),
  word_embedding_forward: threads(wordEmbeddingForward, ({ M, W }) => M * W),
  word_embedding_backward: threads(wordEmbeddingBackward, ({ U, W }) => U * W),
  rnn_step_forward: product(ops.rnn_step_forward, {
    source: rnnStepForward,
    rows: 'rows',
    columns: 'H',
    terms: 'H',
    left: 'terms',
    right: 'columns',
  }),
  rnn_step_backward: product(ops.rnn_step_backward, {
    source: rnnStepBackward,
    rows: 'rows',
    columns: 'H',
    terms: 'H',
    left: 'terms',
    right: 'terms',
  }),
  lstm_step_forward: product(ops.lstm_step_forward, {
    source: lstmStepForward,
    rows: 'rows',
    columns: '4H',
    terms: 'H',
    left: 'terms',
    right: 'columns',
    storeQuads: 4,
  }),
  lstm_step_backward: product(ops.lstm_step_backward, {
    source: lstmStepBackward,
    rows: 'rows',
    columns: 'H',
    terms: '4H',
    left: 'terms',
    right: 'terms',
  }),
  dropout_forward: threads(dropoutForward, ({ M, N }) => M * N),
  dropout_backward: threads(dropoutBackward, ({ M, N }) => M * N),
  softmax_loss: reduction(softmaxLoss, ['M', 'V'], ({ M }) => spread(M), {}, keptScores),
  argmax: reduction(argmax, ['M', 'V'], ({ M }) => spread(M)),
  log_sum_exp: workgroups(logSumExp, ({ M }) => M),
  top_words: workgroups(topWords, ({ M }) => M),
  forbid_words: threads(forbidWords, ({ M }) => M),
  draw_word: workgroups(drawWord, ({ M }) => M),
  copy_rows: threads(copyRows, ({ M, W }) => M * W),
  beam_step: threads(beamStep, ({ R, B }) => R / B),
  sigmoid: oneElementEach(sigmoid),
  tanh: oneElementEach(tanh),
  fill: oneVec4Each(fill),
  convert: oneVec4Each(convert),
  add_scaled: oneVec4Each(addScaled),
  clamp: oneVec4Each(clamp),
  square_sum: reduction(
    squareSum,
    ['Q'],
    // No more runs than there are elements, or vec4s, hold any.
    ({ Q }, { Q: known = 1 }) => [Math.min(PARTIALS, known % 4 === 0 ? Q / 4 : Q), 1, 1],
    { PARTIALS },
    ({ Q = 1 }) => ({ VEC4: Q % 4 === 0 }),
  ),
  global_norm: {
    source: globalNorm,
    defines: () => ({ SUBGROUPS: false }),
    constants: () => ({ WORKGROUP: 32, PARTIALS }),
    workgroups: ({ R }) => spread(R),
  },
  sgd: updateRule(sgd),
  sgd_momentum: updateRule(sgdMomentum),
  rmsprop: updateRule(rmsprop),
  adam: updateRule(adam),
};

const entries = Object.entries(launches).map(([name, launch]) => [name, { op: ops[name as OpName], ...launch }]);

/** The kernel of every op, by name. */
export const kernels = Object.fromEntries(entries) as { readonly [K in OpName]: Kernel<Ops[K]> };
