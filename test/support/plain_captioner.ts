import type { Layers } from '../../src/layers/create.ts';
import type { ParameterTensors } from '../../src/model/parameters.ts';
import { type FloatTensor, type IndexTensor, sizeOf, tensor } from '../../src/tensor.ts';

/** CS231n's `CaptioningRNN.loss`, written over the plain layers line by line: the independent check of the planned program. */
export async function plainLoss(
  layers: Layers,
  cellType: 'rnn' | 'lstm',
  p: ParameterTensors,
  features: FloatTensor,
  captions: IndexTensor,
): Promise<{ loss: number; grads: ParameterTensors }> {
  const inputs = columns(captions, 0, -1);
  const targets = columns(captions, 1, 0);
  const mask = tensor(
    targets.shape,
    targets.data.map((word) => (word === 0 ? 0 : 1)),
  );
  const [h0, projection] = await layers.affineForward(features, p.W_proj, p.b_proj);
  const [x, embedding] = await layers.wordEmbeddingForward(inputs, p.W_embed);
  const forward = cellType === 'lstm' ? await layers.lstmForward(x, h0, p.Wx, p.Wh, p.b) : undefined;
  const plain = forward ? undefined : await layers.rnnForward(x, h0, p.Wx, p.Wh, p.b);
  const h = forward?.[0] ?? plain?.[0];
  if (!h) throw new Error('no hidden states');
  const [scores, vocabulary] = await layers.temporalAffineForward(h, p.W_vocab, p.b_vocab);
  const [loss, dscores] = await layers.temporalSoftmaxLoss(scores, targets, mask);

  const [dh, W_vocab, b_vocab] = await layers.temporalAffineBackward(dscores, vocabulary);
  const back = forward ? await layers.lstmBackward(dh, forward[1]) : plain && (await layers.rnnBackward(dh, plain[1]));
  if (!back) throw new Error('no way back');
  const [dx, dh0, Wx, Wh, b] = back;
  const W_embed = await layers.wordEmbeddingBackward(dx, embedding);
  const [, W_proj, b_proj] = await layers.affineBackward(dh0, projection);
  return { loss, grads: { W_embed, W_proj, b_proj, Wx, Wh, b, W_vocab, b_vocab } };
}

/** CS231n's `CaptioningRNN.sample` over the plain step functions, with column 0 the start word. */
export async function plainGreedy(
  layers: Layers,
  cellType: 'rnn' | 'lstm',
  p: ParameterTensors,
  features: FloatTensor,
  maxLength: number,
  startWord: number,
): Promise<Int32Array> {
  const N = features.shape[0] ?? 0;
  const W = p.W_embed.shape[1] ?? 0;
  const result = new Int32Array(N * maxLength);
  let words: Int32Array = new Int32Array(N).fill(startWord);
  let [h] = await layers.affineForward(features, p.W_proj, p.b_proj);
  let c: FloatTensor = { shape: h.shape, data: h.data.map(() => 0) };
  for (let t = 0; t < maxLength; t++) {
    words.forEach((word, n) => {
      result[n * maxLength + t] = word;
    });
    const [vectors] = await layers.wordEmbeddingForward(tensor([N, 1], words), p.W_embed);
    const x = { shape: [N, W], data: vectors.data };
    if (cellType === 'lstm') [h, c] = await layers.lstmStepForward(x, h, c, p.Wx, p.Wh, p.b);
    else [h] = await layers.rnnStepForward(x, h, p.Wx, p.Wh, p.b);
    const [scores] = await layers.affineForward(h, p.W_vocab, p.b_vocab);
    words = greatest(scores);
  }
  return result;
}

/** Columns `start` to `end` (0: the last, −1: the one before it) of a table. */
function columns(table: IndexTensor, start: number, end: 0 | -1): IndexTensor {
  const [N = 0, width = 0] = table.shape;
  const rows = Array.from({ length: N }, (_, n) => [...table.data.subarray(n * width + start, (n + 1) * width + end)]);
  return tensor([N, width + end - start], Int32Array.from(rows.flat()));
}

function greatest(scores: FloatTensor): Int32Array {
  const [N = 0, V = 0] = scores.shape;
  if (sizeOf(scores.shape) === 0) throw new Error('no scores');
  return Int32Array.from({ length: N }, (_, n) => {
    const row = [...scores.data.subarray(n * V, (n + 1) * V)];
    return row.indexOf(Math.max(...row));
  });
}
