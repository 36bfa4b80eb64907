import source from '../../../shaders/rmsprop.wgsl?raw';
import { rmsprop as op } from '../../ops/update_rules.ts';
import { type Kernel, oneThreadEach } from '../kernel.ts';

const WORKGROUP = 64;

export const rmsprop: Kernel<typeof op> = {
  op,
  source,
  constants: () => ({ WORKGROUP }),
  workgroups: ({ Q }) => oneThreadEach(Q, WORKGROUP),
};
