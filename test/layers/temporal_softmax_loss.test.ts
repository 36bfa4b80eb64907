import { expect, test } from 'vitest';
import { CpuBackend } from '../../src/cpu/backend.ts';
import { createLayers } from '../../src/layers/create.ts';
import { Random } from '../../src/random.ts';
import { tensor } from '../../src/tensor.ts';
import { numericGradient, relativeError } from '../support/gradients.ts';
import { indexTensor, normalTensor } from '../support/tensors.ts';

const { temporalSoftmaxLoss } = createLayers(new CpuBackend({ precision: 'float64' }));
const random = new Random(231);

function maskTensor(share: number, N: number, T: number) {
  return tensor(
    [N, T],
    Int32Array.from({ length: N * T }, () => Number(random.uniform() <= share)),
  );
}

test.each([
  { N: 100, T: 1, share: 1, about: 2.3 },
  { N: 100, T: 10, share: 1, about: 23 },
  { N: 5000, T: 10, share: 0.1, about: 2.3 },
])('small scores, N=$N T=$T, a share of $share counted: the loss is about $about', async ({ N, T, share, about }) => {
  const V = 10;
  const x = normalTensor(random, 0.001, N, T, V);
  const [loss] = await temporalSoftmaxLoss(x, indexTensor(random, V, N, T), maskTensor(share, N, T));
  expect(Math.abs(loss / about - 1)).toBeLessThan(0.02);
});

test.each([
  { N: 7, T: 8, V: 9 },
  { N: 1, T: 1, V: 2 },
  { N: 1, T: 3, V: 5 },
  { N: 5, T: 1, V: 3 },
])('gradient N=$N T=$T V=$V', async ({ N, T, V }) => {
  const [x, y, mask] = [normalTensor(random, 1, N, T, V), indexTensor(random, V, N, T), maskTensor(0.5, N, T)];
  mask.data[0] = 1;
  const [, dx] = await temporalSoftmaxLoss(x, y, mask);
  const loss = async () => [tensor([1], Float64Array.of((await temporalSoftmaxLoss(x, y, mask))[0]))];
  const numeric = await numericGradient(x, loss, [tensor([1], Float64Array.of(1))]);
  expect(dx.shape).toEqual(x.shape);
  expect(relativeError(dx.data, numeric)).toBeLessThan(1e-6);
});

test('scores of ±1e4 give the exact loss and gradient', async () => {
  const x = tensor([1, 3, 3], Float64Array.of(1e4, -1e4, 0, 1e4, -1e4, 0, -1e4, -1e4, -1e4));
  const y = tensor([1, 3], Int32Array.of(0, 1, 2));
  const [loss, dx] = await temporalSoftmaxLoss(x, y, tensor([1, 3], Int32Array.of(1, 1, 1)));
  expect(loss).toBeCloseTo(2e4 + Math.log(3), 8);
  const third = 1 / 3;
  expect(relativeError(dx.data, [0, 0, 0, 1, -1, 0, third, third, third - 1])).toBeLessThan(1e-12);
});

test('with everything masked, loss and gradient are 0, whatever the scores', async () => {
  const x = tensor([2, 2, 2], Float64Array.of(1e300, -1e300, 5, 5, 1, 2, 3, 4));
  const y = tensor([2, 2], new Int32Array(4));
  const [loss, dx] = await temporalSoftmaxLoss(x, y, tensor([2, 2], new Int32Array(4)));
  expect(loss).toBe(0);
  expect([...dx.data]).toEqual(new Array(8).fill(0));
});

test('a masked position does not count, and does not affect its neighbours', async () => {
  const V = 4;
  const [x, y] = [normalTensor(random, 1, 2, 3, V), indexTensor(random, V, 2, 3)];
  const all = tensor([2, 3], new Int32Array(6).fill(1));
  const one = tensor([2, 3], Int32Array.of(1, 0, 1, 1, 1, 1));
  const [full, dFull] = await temporalSoftmaxLoss(x, y, all);
  const [part, dPart] = await temporalSoftmaxLoss(x, y, one);
  const row = [...x.data.subarray(V, 2 * V)];
  const target = row[y.data[1] ?? 0] ?? 0;
  const missing = (Math.log(row.reduce((sum, score) => sum + Math.exp(score), 0)) - target) / 2;
  expect(full - part).toBeCloseTo(missing, 12);
  expect([...dPart.data]).toEqual([...dFull.data].map((value, i) => (i >= V && i < 2 * V ? 0 : value)));
});

test('with one word the loss is 0', async () => {
  const [loss, dx] = await temporalSoftmaxLoss(
    tensor([2, 1, 1], Float64Array.of(1e4, -7)),
    tensor([2, 1], new Int32Array(2)),
    tensor([2, 1], Int32Array.of(1, 1)),
  );
  expect(loss).toBe(0);
  expect([...dx.data]).toEqual([0, 0]);
});

test('the mask may be floats that are 0 and 1', async () => {
  const [x, y] = [normalTensor(random, 1, 2, 2, 3), indexTensor(random, 3, 2, 2)];
  const [withInts] = await temporalSoftmaxLoss(x, y, tensor([2, 2], Int32Array.of(1, 0, 0, 1)));
  const [withFloats] = await temporalSoftmaxLoss(x, y, tensor([2, 2], [1, 0, 0, 1]));
  expect(withFloats).toBe(withInts);
});
