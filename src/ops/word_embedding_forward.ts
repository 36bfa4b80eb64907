import { defineOp, integers } from './op.ts';

/** x[m] = w_embed[words[m]]. */
export const wordEmbeddingForward = defineOp({
  name: 'word_embedding_forward',
  dims: ['M', 'W'],
  reads: { words: integers(['M'], 'w_embed'), w_embed: ['*', 'W'] },
  writes: { x: ['M', 'W'] },
});
