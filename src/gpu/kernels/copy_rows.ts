import source from '../../../shaders/copy_rows.wgsl?raw';
import { copyRows as op } from '../../ops/copy_rows.ts';
import { type Kernel, oneThreadEach } from '../kernel.ts';

const WORKGROUP = 64;

export const copyRows: Kernel<typeof op> = {
  op,
  source,
  constants: () => ({ WORKGROUP }),
  workgroups: ({ M, W }) => oneThreadEach(M * W, WORKGROUP),
};
