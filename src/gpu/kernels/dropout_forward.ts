import source from '../../../shaders/dropout_forward.wgsl?raw';
import { dropoutForward as op } from '../../ops/dropout_forward.ts';
import { type Kernel, oneThreadEach } from '../kernel.ts';

const WORKGROUP = 64;

export const dropoutForward: Kernel<typeof op> = {
  op,
  source,
  constants: () => ({ WORKGROUP }),
  workgroups: ({ M, N }) => oneThreadEach(M * N, WORKGROUP),
};
