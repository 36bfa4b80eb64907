import { describe, expect, it, vi } from 'vitest';
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

describe('the code for captions, loaded on demand', () => {
  const wordToIdx = { '<NULL>': 0, '<START>': 1, '<END>': 2, cat: 3 };
  const features = tensor([2, 3], [1, 2, 3, 4, 5, 6]);

  /** A model of a program that has not loaded it yet. */
  async function firstModel() {
    vi.resetModules();
    const { CpuBackend: Cpu } = await import('../../src/cpu/backend.ts');
    const { CaptioningRNN: Model } = await import('../../src/model/captioning_rnn.ts');
    const backend = new Cpu();
    const labels: string[] = [];
    const record = backend.record.bind(backend);
    vi.spyOn(backend, 'record').mockImplementation((label) => {
      labels.push(label);
      return record(label);
    });
    return { backend, labels, model: new Model(backend, { wordToIdx, inputDim: 3, wordvecDim: 2, hiddenDim: 2 }) };
  }

  it('is loaded once for concurrent calls, which record once', async () => {
    const { model, labels } = await firstModel();
    const [one, other] = await Promise.all([model.decode(features), model.decode(features)]);
    expect(one).toEqual(other);
    expect(labels).toEqual(['decoding: greedy']);
  });

  it.each([
    ['decode', (model: CaptioningRNN) => model.decode(features)],
    ['sample', (model: CaptioningRNN) => model.sample(features)],
    ['states', (model: CaptioningRNN) => model.states(features, tensor([2, 3], Int32Array.of(1, 3, 2, 1, 2, 0)))],
    ['saliency', (model: CaptioningRNN) => model.wordSaliency(features, tensor([2, 2], Int32Array.of(1, 3, 1, 2)))],
  ])('%s of a model destroyed in the meantime fails as it does afterwards, and leaves nothing', async (_, ask) => {
    const { model, backend } = await firstModel();
    const pending = Promise.allSettled([ask(model)]);
    model.destroy();
    const [meanwhile] = await pending;
    const [afterwards] = await Promise.allSettled([ask(model)]);
    expect(meanwhile?.status).toBe('rejected');
    expect(String(meanwhile?.status === 'rejected' && meanwhile.reason)).toMatch(/destroyed/);
    expect(meanwhile).toEqual(afterwards);
    expect(backend.bytes).toBe(0);
  });
});
