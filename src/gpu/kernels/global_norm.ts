import source from '../../../shaders/global_norm.wgsl?raw';
import { globalNorm as op } from '../../ops/global_norm.ts';
import { PARTIALS } from '../../ops/square_sum.ts';
import { type Kernel, oneThreadEach } from '../kernel.ts';

const WORKGROUP = 64;

export const globalNorm: Kernel<typeof op> = {
  op,
  source,
  constants: () => ({ WORKGROUP, PARTIALS }),
  workgroups: ({ R }) => oneThreadEach(R, WORKGROUP),
};
