import source from '../../../shaders/softmax_loss.wgsl?raw';
import { softmaxLoss as op } from '../../ops/softmax_loss.ts';
import { type Kernel, spread } from '../kernel.ts';

const WORKGROUP = 64;

export const softmaxLoss: Kernel<typeof op> = {
  op,
  source,
  constants: () => ({ WORKGROUP }),
  workgroups: ({ M }) => spread(M),
};
