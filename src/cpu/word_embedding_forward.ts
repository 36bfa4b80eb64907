import type { wordEmbeddingForward as op } from '../ops/word_embedding_forward.ts';
import type { Twin } from './twin.ts';

export const wordEmbeddingForward: Twin<typeof op> = ({ M, W }, { words, w_embed, x }) => {
  for (let m = 0; m < M; m++) {
    const word = (words[m] ?? 0) * W;
    x.set(w_embed.subarray(word, word + W), m * W);
  }
};
