import type { Layers } from '../../src/layers/create.ts';
import { Random } from '../../src/random.ts';
import type { FloatTensor } from '../../src/tensor.ts';
import { indexTensor, normalTensor } from './tensors.ts';

/** One captioner's worth of layers, forward and back, always on the same numbers: the loss, and every tensor that comes out. */
export async function everyLayer(layers: Layers): Promise<{ loss: number; tensors: FloatTensor[] }> {
  const random = new Random(7);
  const normal = (...shape: number[]) => normalTensor(random, 0.5, ...shape);
  const [N, T, D, W, H, V] = [3, 5, 6, 4, 7, 9];
  const words = indexTensor(random, V, N, T);
  const [h0, affineCache] = await layers.affineForward(normal(N, D), normal(D, H), normal(H));
  const [x, wordCache] = await layers.wordEmbeddingForward(words, normal(V, W));
  const [h, lstmCache] = await layers.lstmForward(x, h0, normal(W, 4 * H), normal(H, 4 * H), normal(4 * H));
  const [hRnn, rnnCache] = await layers.rnnForward(x, h0, normal(W, H), normal(H, H), normal(H));
  const [scores, scoreCache] = await layers.temporalAffineForward(h, normal(H, V), normal(V));
  const mask = indexTensor(random, 2, N, T);
  const [loss, dscores] = await layers.temporalSoftmaxLoss(scores, indexTensor(random, V, N, T), mask);
  const [dh, ...dVocab] = await layers.temporalAffineBackward(dscores, scoreCache);
  const [dx, dh0, ...dLstm] = await layers.lstmBackward(dh, lstmCache);
  const dRnn = await layers.rnnBackward(dh, rnnCache);
  const dProj = await layers.affineBackward(dh0, affineCache);
  const dEmbed = await layers.wordEmbeddingBackward(dx, wordCache);
  const [first, step] = [normal(N, D), [normal(N, H), normal(N, H)] as const];
  const weights = [normal(D, 4 * H), normal(H, 4 * H), normal(4 * H)] as const;
  const [nextH, nextC, stepCache] = await layers.lstmStepForward(first, ...step, ...weights);
  const dStep = await layers.lstmStepBackward(nextC, nextH, stepCache);
  const rnnWeights = [normal(D, H), normal(H, H), normal(H)] as const;
  const [nextRnn, rnnStepCache] = await layers.rnnStepForward(first, step[0], ...rnnWeights);
  const dRnnStep = await layers.rnnStepBackward(nextRnn, rnnStepCache);
  const forward = [h0, x, h, hRnn, scores, nextH, nextC, nextRnn, await layers.sigmoid(scores)];
  const backward = [dscores, ...dVocab, dh, dx, dh0, ...dLstm, ...dRnn, ...dProj, dEmbed, ...dStep, ...dRnnStep];
  return { loss, tensors: [...forward, ...backward] };
}

/** Greatest difference of two tensors, in units of the greatest value of `reference`. NaN where one has NaN. */
export function relativeToGreatest(found: FloatTensor, reference: FloatTensor): number {
  let [greatest, worst] = [0, 0];
  for (const [k, value] of reference.data.entries()) {
    greatest = Math.max(greatest, Math.abs(value));
    worst = Math.max(worst, Math.abs(value - (found.data[k] ?? Number.NaN)));
  }
  return worst / greatest;
}
