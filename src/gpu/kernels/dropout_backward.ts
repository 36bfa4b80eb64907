import source from '../../../shaders/dropout_backward.wgsl?raw';
import { dropoutBackward as op } from '../../ops/dropout_backward.ts';
import { type Kernel, oneThreadEach } from '../kernel.ts';

const WORKGROUP = 64;

export const dropoutBackward: Kernel<typeof op> = {
  op,
  source,
  constants: () => ({ WORKGROUP }),
  workgroups: ({ M, N }) => oneThreadEach(M * N, WORKGROUP),
};
