import { type OpName, ops } from '../../ops/every_op.ts';
import { type Choices, kernelOf, type Variants } from '../variants.ts';

/**
 * The fastest variants on an NVIDIA H200 (Node on Dawn, November 2026), by op and shape class of training steps with 25 and
 * 100 captions. Recurrent steps of an RNN and convolutions were not timed there: theirs are those of products of such sizes.
 */
const onH200: Choices = {
  'affine_forward 32x512x512': 'sum_8x32',
  'affine_forward 128x512x512': 'sum_16x32',
  'affine_forward 128x2048x256': 'sum_32x32',
  'affine_forward 256x1024x512': 'tile_32',
  'affine_forward 256x2048x256': 'tile_32',
  'affine_forward 1024x1024x512': 'tile_32',
  'affine_forward 1024x8192x512': 'tile_64',
  'affine_backward_input 32x512x2048': 'sum_32x8',
  'affine_backward_input 128x256x2048': 'sum_32x8',
  'affine_backward_input 128x512x2048': 'sum_32x16',
  'affine_backward_input 256x256x2048': 'sum_32x32',
  'affine_backward_input 256x512x1024': 'sum_16x32',
  'affine_backward_input 1024x512x1024': 'tile_32',
  'affine_backward_input 1024x512x8192': 'tile_32',
  'affine_backward_weight 512x1024x256': 'tile_32',
  'lstm_step_forward 4x2048x512': 'sum_8x32',
  'lstm_step_forward 8x2048x512': 'sum_8x32',
  'lstm_step_forward 16x2048x512': 'sum_16x32',
  'lstm_step_forward 32x2048x512': 'sum_16x32',
  'lstm_step_forward 64x2048x512': 'sum_32x32',
  'lstm_step_forward 128x2048x512': 'sum_32x32',
  'lstm_step_backward 4x512x2048': 'sum_8x32',
  'lstm_step_backward 8x512x2048': 'sum_8x32',
  'lstm_step_backward 16x512x2048': 'sum_16x32',
  'lstm_step_backward 32x512x2048': 'sum_32x16',
  'lstm_step_backward 64x512x2048': 'sum_32x16',
  'lstm_step_backward 128x512x2048': 'sum_32x16',
  'rnn_step_forward 32x512x512': 'sum_8x32',
  'rnn_step_forward 128x512x512': 'sum_16x32',
  'rnn_step_backward 32x512x512': 'sum_8x32',
  'rnn_step_backward 128x512x512': 'sum_16x32',
  'convolution_forward 65536x64x128': 'tile_32',
  'convolution_backward_input 65536x64x128': 'tile_32',
  'convolution_backward_weight 128x64x65536': 'tile_32',
  'softmax_loss 256x1024': 'subgroups',
  'square_sum 2097152': 'subgroups',
  'column_sum 256x1024': 'slices',
  'column_sum 32x512': 'plain',
};

/**
 * The fastest variants on SwiftShader (Chromium and Dawn on two machines of two cores, November 2026), by op: those of one shape
 * were those of every other. An op that is not named is plain. They share what four lanes load, so that software adapters whose
 * subgroups have other sizes are not offered them.
 */
const onSwiftShader: Choices = {
  affine_forward: 'shared_rows',
  affine_backward_input: 'shared_rows',
  affine_backward_weight: 'shared_rows',
  lstm_step_forward: 'shared_rows',
  lstm_step_backward: 'shared_rows',
  rnn_step_forward: 'shared_rows',
  rnn_step_backward: 'shared_rows',
  convolution_forward: 'shared_rows',
  convolution_backward_weight: 'shared_rows',
};

/** Those choices that are offered to the device. */
function offeredOf(choices: Choices, variants: Pick<Variants, 'offered'>): Choices {
  const isOffered = ([key, name]: [string, string]) => {
    const op = key.split(' ')[0] as OpName;
    return variants.offered(kernelOf(ops[op])).includes(name);
  };
  return Object.fromEntries(Object.entries(choices).filter(isOffered));
}

/** The initial choices on a GPU, until it has been timed itself: those of an H200 that are offered to the device. */
export const firstChoices = (variants: Pick<Variants, 'offered'>) => offeredOf(onH200, variants);

/** The choices on a software adapter, which is not timed: those of SwiftShader that are offered to the device. */
export const choicesOnSoftware = (variants: Pick<Variants, 'offered'>) => offeredOf(onSwiftShader, variants);
