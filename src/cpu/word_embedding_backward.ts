import type { wordEmbeddingBackward as op } from '../ops/word_embedding_backward.ts';
import type { Twin } from './twin.ts';

export const wordEmbeddingBackward: Twin<typeof op> = ({ U, W }, { dx, starts, rows, words, dw_embed }) => {
  const sum = new Float64Array(W);
  for (let u = 0; u < U; u++) {
    sum.fill(0);
    for (let i = starts[u] ?? 0; i < (starts[u + 1] ?? 0); i++) {
      const row = (rows[i] ?? 0) * W;
      for (let n = 0; n < W; n++) sum[n] = (sum[n] ?? 0) + (dx[row + n] ?? 0);
    }
    dw_embed.set(sum, (words ? (words[u] ?? 0) : u) * W);
  }
};
