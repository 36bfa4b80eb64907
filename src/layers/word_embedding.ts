import type { Backend } from '../ops/backend.ts';
import { wordEmbeddingBackward as backwardOp } from '../ops/word_embedding_backward.ts';
import { wordEmbeddingForward as forwardOp } from '../ops/word_embedding_forward.ts';
import { type FloatTensor, type Tensor, tensor } from '../tensor.ts';
import { Cache, openCache } from './cache.ts';
import { compute } from './session.ts';
import { indicesOf, matchArguments } from './shapes.ts';

interface Kept {
  readonly words: Uint32Array;
  readonly sizes: { readonly N: number; readonly T: number; readonly V: number; readonly D: number };
}

export type WordEmbeddingCache = Cache<'wordEmbeddingForward', Kept>;

/**
 * out[n, t] = W[x[n, t]]: every word becomes its vector (CS231n word_embedding_forward).
 * @throws DataError when a word of x is not from 0 to V − 1.
 */
export async function wordEmbeddingForward(
  backend: Backend,
  x: Tensor,
  W: FloatTensor,
): Promise<[out: FloatTensor, cache: WordEmbeddingCache]> {
  const sizes = matchArguments(backend, 'wordEmbeddingForward', { x: [x, 'N T', 'indices'], W: [W, 'V D'] });
  const { N, T, V, D } = sizes;
  const words = indicesOf('wordEmbeddingForward: x', x, V);
  const { out } = await compute(backend, 'wordEmbeddingForward', ({ call, input, zeros }) => {
    const out = zeros('out', N * T * D);
    call(forwardOp, { M: N * T, W: D }, { words: input('words', words), w_embed: input('W', W.data), x: out });
    return { out };
  });
  return [tensor([N, T, D], out), new Cache('wordEmbeddingForward', { words, sizes })];
}

/** dW[v] = the sum of dout over all places where word v stands (CS231n word_embedding_backward). */
export async function wordEmbeddingBackward(
  backend: Backend,
  dout: FloatTensor,
  cache: WordEmbeddingCache,
): Promise<FloatTensor> {
  const { words, sizes } = openCache('wordEmbeddingBackward', 'wordEmbeddingForward', cache);
  matchArguments(backend, 'wordEmbeddingBackward', { dout: [dout, 'N T D'] }, sizes);
  const { V, D } = sizes;
  const { starts, rows } = placesOfWords(words, V);
  const { dW } = await compute(backend, 'wordEmbeddingBackward', ({ call, input, zeros }) => {
    const dW = zeros('dW', V * D);
    const lists = { starts: input('starts', starts), rows: input('rows', rows) };
    call(backwardOp, { U: V, W: D }, { dx: input('dout', dout.data), ...lists, dw_embed: dW });
    return { dW };
  });
  return tensor([V, D], dW);
}

/** For each of V words the places where it stands, in order: word v has rows[starts[v]] … rows[starts[v + 1] − 1]. */
function placesOfWords(words: Uint32Array, V: number) {
  const starts = new Uint32Array(V + 1);
  const rows = Uint32Array.from(words.keys()).sort((a, b) => (words[a] ?? 0) - (words[b] ?? 0) || a - b);
  for (const word of words) starts[word + 1] = (starts[word + 1] ?? 0) + 1;
  for (let v = 0; v < V; v++) starts[v + 1] = (starts[v + 1] ?? 0) + (starts[v] ?? 0);
  return { starts, rows };
}
