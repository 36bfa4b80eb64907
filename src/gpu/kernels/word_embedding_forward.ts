import source from '../../../shaders/word_embedding_forward.wgsl?raw';
import { wordEmbeddingForward as op } from '../../ops/word_embedding_forward.ts';
import { type Kernel, oneThreadEach } from '../kernel.ts';

const WORKGROUP = 64;

export const wordEmbeddingForward: Kernel<typeof op> = {
  op,
  source,
  constants: () => ({ WORKGROUP }),
  workgroups: ({ M, W }) => oneThreadEach(M * W, WORKGROUP),
};
