import { expect, test } from 'vitest';
import { CpuBackend } from '../../src/cpu/backend.ts';
import { createLayers } from '../../src/layers/create.ts';
import { Random } from '../../src/random.ts';
import type { FloatTensor } from '../../src/tensor.ts';
import { indexTensor, normalTensor } from '../support/tensors.ts';

// One captioner's worth of layers in float32 against float64: |difference| ≤ 2e-6 of the tensor's greatest value. A sum
// of doubles is rounded once when stored (6e-8); T = 5 steps pass that on.
const CLOSE = 2e-6;

async function everything(precision: 'float32' | 'float64'): Promise<[loss: number, tensors: FloatTensor[]]> {
  const random = new Random(7);
  const normal = (...shape: number[]) => normalTensor(random, 0.5, ...shape);
  const [N, T, D, W, H, V] = [3, 5, 6, 4, 7, 9];
  const words = indexTensor(random, V, N, T);
  const layers = createLayers(new CpuBackend({ precision }));
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
  return [loss, [h0, x, h, hRnn, scores, dscores, ...dVocab, ...dLstm, ...dRnn, ...dProj, dEmbed]];
}

test('float32 layers follow float64 layers, each in its own precision', async () => {
  const [loss32, single] = await everything('float32');
  const [loss64, double] = await everything('float64');
  expect(Math.abs(loss32 / loss64 - 1)).toBeLessThan(CLOSE);
  for (const [i, { data }] of single.entries()) {
    const reference = double[i]?.data ?? new Float64Array();
    expect(data).toBeInstanceOf(Float32Array);
    expect(reference).toBeInstanceOf(Float64Array);
    let [greatest, worst] = [0, 0];
    for (const [k, value] of reference.entries()) {
      greatest = Math.max(greatest, Math.abs(value));
      worst = Math.max(worst, Math.abs(value - (data[k] ?? Number.NaN)));
    }
    expect(greatest, `tensor ${i}`).toBeGreaterThan(0);
    expect(worst / greatest, `tensor ${i}`).toBeLessThan(CLOSE);
  }
});
