import { launchFirefox } from '../../scripts/browsers.ts';
import { inBrowser } from './kernel_host.ts';
import { testKernelsIn } from './kernels.ts';

// naga knows no subgroups that are enabled by a directive, and this lavapipe has eight lanes.
const sums = ['sum_8x32', 'sum_16x32', 'sum_32x8', 'sum_32x16', 'sum_32x32'];
const product = ['tile_32', 'tile_64', 'tile_128', ...sums];
const units = ['sum_8x32', 'sum_16x32', 'sum_32x16', 'sum_32x32'];

const variants = {
  affine_forward: product,
  affine_backward_input: product,
  affine_backward_weight: product,
  rnn_step_forward: product,
  rnn_step_backward: product,
  lstm_step_forward: units,
  lstm_step_backward: product,
  column_sum: ['slices'],
};

testKernelsIn('Firefox', () => inBrowser(launchFirefox), variants, true);
