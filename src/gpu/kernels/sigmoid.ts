import source from '../../../shaders/sigmoid.wgsl?raw';
import { sigmoid as op } from '../../ops/sigmoid.ts';
import { type Kernel, oneThreadEach } from '../kernel.ts';

const WORKGROUP = 64;

export const sigmoid: Kernel<typeof op> = {
  op,
  source,
  constants: () => ({ WORKGROUP }),
  workgroups: ({ Q }) => oneThreadEach(Q, WORKGROUP),
};
