import type { VariantNames } from './kernels.ts';

const sums = ['sum_8x32', 'sum_16x32', 'sum_32x8', 'sum_32x16', 'sum_32x32'];

/**
 * The variants of every kernel that an adapter must be offered.
 * @param shared those of products whose lanes share their rows
 * @param reduction those that reduce the numbers of a workgroup
 */
export function variantNames(shared: readonly string[], reduction: readonly string[]): VariantNames {
  const product = [...shared, 'tile_32', 'tile_64', 'tile_128', ...sums];
  // Four units of a row are stored at once: tiles whose threads do not have them are left out.
  const units = [...shared, ...sums.filter((name) => name !== 'sum_32x8')];
  return {
    affine_forward: product,
    affine_backward_input: product,
    affine_backward_weight: product,
    convolution_forward: product,
    convolution_backward_input: product,
    convolution_backward_weight: product,
    convolution_backward_bias: ['slices'],
    rnn_step_forward: product,
    rnn_step_backward: product,
    lstm_step_forward: units,
    lstm_step_backward: product,
    softmax_loss: reduction,
    column_sum: ['slices'],
    argmax: reduction,
    square_sum: reduction,
  };
}
