import { launchChromium } from '../../scripts/browsers.ts';
import { testKernelsIn } from './kernels.ts';

const product = ['shared_rows', 'block_64', 'split', 'block_128'];
const step = ['shared_rows', 'block_64', 'split'];
const reduction = ['subgroups'];

// SwiftShader writes out a store for every zero that workgroup memory begins with: 16 KiB of them take seconds to compile.
// No kernel may count on these zeros, so the tests do without.
const args = ['--enable-dawn-features=disable_workgroup_init'];

const variants = {
  affine_forward: product,
  affine_backward_input: product,
  affine_backward_weight: product,
  rnn_step_forward: step,
  rnn_step_backward: step,
  lstm_step_forward: step,
  lstm_step_backward: step,
  softmax_loss: reduction,
  argmax: reduction,
  square_sum: reduction,
};

// SwiftShader has no shader-f16.
testKernelsIn('Chromium', () => launchChromium({ software: true, args }), variants, false);
