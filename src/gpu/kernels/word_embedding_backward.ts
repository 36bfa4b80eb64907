import source from '../../../shaders/word_embedding_backward.wgsl?raw';
import { wordEmbeddingBackward as op } from '../../ops/word_embedding_backward.ts';
import { type Kernel, oneThreadEach } from '../kernel.ts';

const WORKGROUP = 64;

export const wordEmbeddingBackward: Kernel<typeof op> = {
  op,
  source,
  constants: () => ({ WORKGROUP }),
  workgroups: ({ U, W }) => oneThreadEach(U * W, WORKGROUP),
};
