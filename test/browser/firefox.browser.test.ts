import { launchFirefox } from '../../scripts/browsers.ts';
import { testKernelsIn } from './kernels.ts';

// naga knows no subgroups that are enabled by a directive, and this lavapipe has eight lanes.
const product = ['block_64', 'split', 'block_128'];
const step = ['block_64', 'split'];

const variants = {
  affine_forward: product,
  affine_backward_input: product,
  affine_backward_weight: product,
  rnn_step_forward: step,
  rnn_step_backward: step,
  lstm_step_forward: step,
  lstm_step_backward: step,
};

testKernelsIn('Firefox', launchFirefox, variants, true);
