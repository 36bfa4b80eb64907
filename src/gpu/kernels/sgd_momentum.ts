import source from '../../../shaders/sgd_momentum.wgsl?raw';
import { sgdMomentum as op } from '../../ops/update_rules.ts';
import { type Kernel, oneThreadEach } from '../kernel.ts';

const WORKGROUP = 64;

export const sgdMomentum: Kernel<typeof op> = {
  op,
  source,
  constants: () => ({ WORKGROUP }),
  workgroups: ({ Q }) => oneThreadEach(Q, WORKGROUP),
};
