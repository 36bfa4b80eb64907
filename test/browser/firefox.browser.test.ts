import { launchFirefox } from '../../scripts/browsers.ts';
import { testKernelsIn } from './kernels.ts';

// naga knows no subgroups that are enabled by a directive, and this lavapipe has eight lanes.
const product = ['block_64'];

testKernelsIn('Firefox', launchFirefox, {
  affine_forward: product,
  affine_backward_input: product,
  affine_backward_weight: product,
  lstm_step_forward: product,
});
