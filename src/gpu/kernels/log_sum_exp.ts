import source from '../../../shaders/log_sum_exp.wgsl?raw';
import { logSumExp as op } from '../../ops/log_sum_exp.ts';
import { type Kernel, spread } from '../kernel.ts';

const WORKGROUP = 64;

export const logSumExp: Kernel<typeof op> = {
  op,
  source,
  constants: () => ({ WORKGROUP }),
  workgroups: ({ M }) => spread(M),
};
