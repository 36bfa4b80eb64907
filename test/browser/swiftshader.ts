import type { VariantNames } from './kernels.ts';

/**
 * SwiftShader writes out a store for every zero that workgroup memory begins with: 16 KiB of them take seconds to compile.
 * No kernel may count on these zeros, so the tests do without.
 */
export const WITHOUT_ZEROS = 'enable-dawn-features=disable_workgroup_init';

const sums = ['sum_8x32', 'sum_16x32', 'sum_32x8', 'sum_32x16', 'sum_32x32'];
const product = ['shared_rows', 'tile_32', 'tile_64', 'tile_128', ...sums];
// Four units of a row are stored at once: tiles whose threads do not have them are left out.
const units = ['shared_rows', 'sum_8x32', 'sum_16x32', 'sum_32x16', 'sum_32x32'];
const reduction = ['subgroups'];

/** The variants that Dawn offers on SwiftShader, in Chromium as in Node. */
export const variants: VariantNames = {
  affine_forward: product,
  affine_backward_input: product,
  affine_backward_weight: product,
  rnn_step_forward: product,
  rnn_step_backward: product,
  lstm_step_forward: units,
  lstm_step_backward: product,
  softmax_loss: reduction,
  column_sum: ['slices'],
  argmax: reduction,
  square_sum: reduction,
};
