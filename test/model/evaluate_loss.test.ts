import { describe, expect, it } from 'vitest';
import { CpuBackend } from '../../src/cpu/backend.ts';
import { DataError } from '../../src/errors.ts';
import { CaptioningRNN } from '../../src/model/captioning_rnn.ts';
import { Random } from '../../src/random.ts';
import { tensor } from '../../src/tensor.ts';
import { captionMixes, wordToIdx } from '../support/captions.ts';

const sizes = { D: 4, W: 3, H: 5, V: 9, T: 5 };

function model(cellType: 'rnn' | 'lstm') {
  const { D, W, H, V } = sizes;
  const backend = new CpuBackend({ precision: 'float64' });
  return new CaptioningRNN(backend, { wordToIdx: wordToIdx(V), inputDim: D, wordvecDim: W, hiddenDim: H, cellType });
}

function minibatch(N: number, mix: string) {
  const { D, T, V } = sizes;
  const random = new Random(N);
  const features = Float64Array.from({ length: N * D }, () => random.normal());
  const words = captionMixes[mix]?.(N, T, V, random) ?? new Int32Array();
  return [tensor([N, D], features), tensor([N, T + 1], words)] as const;
}

describe.each(['rnn', 'lstm'] as const)('evaluateLoss of a %s', (cellType) => {
  it.each(Object.keys(captionMixes))('is the number that loss gives, captions: %s', async (mix) => {
    const captioner = model(cellType);
    const [features, captions] = minibatch(7, mix);
    expect(await captioner.evaluateLoss(features, captions)).toBe((await captioner.loss(features, captions)).loss);
  });

  it('reuses its program for as many captions or fewer, and leaves no gradients', async () => {
    const captioner = model(cellType);
    const { backend } = captioner;
    const before = backend.bytes;
    let recorded = 0;
    const record = backend.record.bind(backend);
    backend.record = (label) => {
      recorded++;
      return record(label);
    };
    const losses = [];
    for (const N of [6, 6, 4, 1, 6]) losses.push(await captioner.evaluateLoss(...minibatch(N, 'every length')));
    expect(recorded).toBe(1);
    const { D, H, V, T } = sizes;
    const [N, G] = cellType === 'lstm' ? [6, 4 * H] : [6, H];
    const rows = N * T;
    const states = (cellType === 'lstm' ? 2 : 1) * (N + rows) * H;
    const floats = N * D + Math.min(rows, V) * G + states + rows * V + rows + 1;
    // Floats take eight bytes, integers four; the eight parts of a plan are each aligned to 64 integers.
    expect(backend.bytes - before).toBe(8 * floats + 8 * 64 * 4);
    await captioner.evaluateLoss(...minibatch(8, 'every length'));
    expect(recorded).toBe(2);
    for (const [index, N] of [6, 6, 4, 1, 6].entries()) {
      expect(losses[index]).toBe((await captioner.loss(...minibatch(N, 'every length'))).loss);
    }
    captioner.destroy();
    expect(backend.bytes).toBe(0);
  });

  it('refuses mismatched inputs by name', async () => {
    const captioner = model(cellType);
    const [features, captions] = minibatch(3, 'all full');
    const wrong = { shape: captions.shape, data: captions.data.map(() => sizes.V) };
    await expect(captioner.evaluateLoss(features, wrong)).rejects.toThrow(DataError);
    await expect(captioner.evaluateLoss(features, wrong)).rejects.toThrow(/evaluateLoss: captions\[0, 0\].*8.*9/);
    await expect(captioner.evaluateLoss(tensor([2, 4], new Float64Array(8)), captions)).rejects.toThrow(/features/);
  });
});
