import source from '../../../shaders/adam.wgsl?raw';
import { adam as op } from '../../ops/update_rules.ts';
import { type Kernel, oneThreadEach } from '../kernel.ts';

const WORKGROUP = 64;

export const adam: Kernel<typeof op> = {
  op,
  source,
  constants: () => ({ WORKGROUP }),
  workgroups: ({ Q }) => oneThreadEach(Q, WORKGROUP),
};
