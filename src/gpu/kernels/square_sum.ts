import source from '../../../shaders/square_sum.wgsl?raw';
import { squareSum as op, PARTIALS } from '../../ops/square_sum.ts';
import type { Kernel } from '../kernel.ts';

const WORKGROUP = 64;

export const squareSum: Kernel<typeof op> = {
  op,
  source,
  constants: () => ({ WORKGROUP, PARTIALS }),
  workgroups: () => [PARTIALS, 1, 1],
};
