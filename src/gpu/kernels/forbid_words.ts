import source from '../../../shaders/forbid_words.wgsl?raw';
import { forbidWords as op } from '../../ops/forbid_words.ts';
import { type Kernel, oneThreadEach } from '../kernel.ts';

const WORKGROUP = 64;

export const forbidWords: Kernel<typeof op> = {
  op,
  source,
  constants: () => ({ WORKGROUP }),
  workgroups: ({ M }) => oneThreadEach(M, WORKGROUP),
};
