import { describe, expect, it } from 'vitest';
import { CpuBackend } from '../../src/cpu/backend.ts';
import { CaptioningRNN } from '../../src/model/captioning_rnn.ts';
import { sizeOf, tensor } from '../../src/tensor.ts';
import { linspace } from '../support/numbers.ts';

describe('CaptioningRNN against the values that CS231n publishes', () => {
  const wordToIdx = { '<NULL>': 0, cat: 2, dog: 3 };
  const [N, D, W, H, columns] = [10, 20, 30, 40, 13];

  it.each([
    ['rnn', [-1.5, 0.3], 9.83235591003],
    ['lstm', [-0.5, 1.7], 9.82445935443],
  ] as const)('%s loss', async (cellType, [low, high], expected) => {
    const backend = new CpuBackend({ precision: 'float64' });
    const model = new CaptioningRNN(backend, { wordToIdx, inputDim: D, wordvecDim: W, hiddenDim: H, cellType });
    const params = Object.entries(model.params).map(([name, { shape }]) => [
      name,
      tensor(shape, linspace(-1.4, 1.3, sizeOf(shape))),
    ]);
    model.setParams(Object.fromEntries(params));
    const captions = tensor(
      [N, columns],
      Int32Array.from({ length: N * columns }, (_, i) => i % 3),
    );
    const { loss } = await model.loss(tensor([N, D], linspace(low, high, N * D)), captions);
    expect(loss).toBeCloseTo(expected, 10);
  });
});
