import { defineOp, integers } from './op.ts';

/**
 * dw_embed[u'] = Σ dx[rows[i]] for i in [starts[u], starts[u+1]): the gradient of every row of a table that rows were
 * taken from, in a fixed order (WGSL has no float atomics). u' = words[u] if `words` is given, else u; all words differ.
 * Rows of dw_embed that no u' names stay as they are: fill it with 0 first.
 */
export const wordEmbeddingBackward = defineOp({
  name: 'word_embedding_backward',
  dims: ['U', 'W'],
  reads: {
    dx: ['*', 'W'],
    starts: integers(['U+1'], 'rows+1'),
    rows: integers(['*'], 'dx'),
    words: integers(['U'], 'dw_embed'),
  },
  optional: ['words'],
  updates: { dw_embed: ['*', 'W'] },
  within: { dw_embed: [['0', 'U']] },
});
