import source from '../../../shaders/global_norm.wgsl?raw';
import { globalNorm as op } from '../../ops/global_norm.ts';
import { PARTIALS } from '../../ops/square_sum.ts';
import { type Kernel, spread } from '../kernel.ts';

export const globalNorm: Kernel<typeof op> = {
  op,
  source,
  defines: () => ({ SUBGROUPS: false }),
  constants: () => ({ WORKGROUP: 32, PARTIALS }),
  workgroups: ({ R }) => spread(R),
};
