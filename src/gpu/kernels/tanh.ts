import source from '../../../shaders/tanh.wgsl?raw';
import { tanh as op } from '../../ops/tanh.ts';
import { type Kernel, oneThreadEach } from '../kernel.ts';

const WORKGROUP = 64;

export const tanh: Kernel<typeof op> = {
  op,
  source,
  constants: () => ({ WORKGROUP }),
  workgroups: ({ Q }) => oneThreadEach(Q, WORKGROUP),
};
