import { describe, expect, test } from 'vitest';
import { CpuBackend } from '../../src/cpu/backend.ts';
import { createLayers } from '../../src/layers/create.ts';
import { type FloatTensor, tensor } from '../../src/tensor.ts';
import { linspaceTensor } from '../support/tensors.ts';

describe.each(['float32', 'float64'] as const)('%s', (precision) => {
  const layers = createLayers(new CpuBackend({ precision }));
  const finite = (...tensors: FloatTensor[]) => tensors.every(({ data }) => data.every((x) => Number.isFinite(x)));

  test('sigmoid is exact at both ends and in the middle', async () => {
    const y = await layers.sigmoid(tensor([5], Float64Array.of(-1e30, -1000, 0, 1000, 1e30)));
    expect([...y.data]).toEqual([0, 0, 0.5, 1, 1]);
    const [tail] = (await layers.sigmoid(tensor([1], Float64Array.of(-80)))).data;
    expect((tail ?? 0) / Math.exp(-80)).toBeCloseTo(1, 6);
  });

  test.each([1e4, -1e4])(
    'an LSTM with all gates saturated by weights of %d stays finite, forward and back',
    async (size) => {
      const [N, T, D, H] = [2, 3, 2, 3];
      const [x, h0] = [linspaceTensor(-1, 1, N, T, D), linspaceTensor(-1, 1, N, H)];
      const weights = (...shape: number[]) => linspaceTensor(-size, size, ...shape);
      const [h, cache] = await layers.lstmForward(x, h0, weights(D, 4 * H), weights(H, 4 * H), weights(4 * H));
      expect(finite(h, ...(await layers.lstmBackward(h, cache)))).toBe(true);
      expect(h.data.every((value) => Math.abs(value) <= 1)).toBe(true);
    },
  );

  test('a saturated RNN passes no gradient and no NaN', async () => {
    const [x, h0] = [tensor([1, 2, 1], [1, 1]), tensor([1, 1], [0])];
    const [h, cache] = await layers.rnnForward(x, h0, tensor([1, 1], [1e4]), tensor([1, 1], [0]), tensor([1], [0]));
    expect([...h.data]).toEqual([1, 1]);
    const gradients = await layers.rnnBackward(tensor([1, 2, 1], [1, 1]), cache);
    for (const { data } of gradients) expect(data.every((value) => Math.abs(value) === 0)).toBe(true);
  });
});
