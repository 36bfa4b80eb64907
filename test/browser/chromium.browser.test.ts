import { launchChromium } from '../../scripts/browsers.ts';
import { testKernelsIn } from './kernels.ts';

const product = ['shared_rows', 'block_64'];
const step = ['shared_rows'];

testKernelsIn('Chromium', () => launchChromium({ software: true }), {
  affine_forward: product,
  affine_backward_input: product,
  affine_backward_weight: product,
  rnn_step_forward: step,
  rnn_step_backward: step,
  lstm_step_forward: product,
  lstm_step_backward: step,
});
