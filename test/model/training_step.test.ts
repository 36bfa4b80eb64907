import { describe, expect, it } from 'vitest';
import { CpuBackend } from '../../src/cpu/backend.ts';
import { CaptioningRNN } from '../../src/model/captioning_rnn.ts';
import { entryOf, type ParameterName } from '../../src/model/parameter_names.ts';
import { Random } from '../../src/random.ts';
import { tensor } from '../../src/tensor.ts';
import { CaptioningTrainer } from '../../src/train/trainer.ts';
import type { TrainerOptions } from '../../src/train/trainer_options.ts';
import { captionMixes, wordToIdx } from '../support/captions.ts';
import { smallDataset } from '../support/dataset.ts';

function model(
  cellType: 'rnn' | 'lstm',
  { D = 4, W = 3, H = 5, V = 9 } = {},
  precision: 'float32' | 'float64' = 'float64',
) {
  const backend = new CpuBackend({ precision });
  const options = { wordToIdx: wordToIdx(V), inputDim: D, wordvecDim: W, hiddenDim: H, cellType };
  return new CaptioningRNN(backend, options);
}

describe.each(['rnn', 'lstm'] as const)('training step of a %s', (cellType) => {
  it('takes 2T + 19 dispatches', () => {
    const T = 16;
    const data = smallDataset({ T, captions: 32 });
    const trainer = new CaptioningTrainer(model(cellType), data, { batchSize: 32, updateRule: 'adam', verbose: false });
    const { program, sizes } = trainer.program;
    expect(program.dispatches(sizes)).toBe(2 * T + 19);
  });

  it('takes as many dispatches with all regularisation at 0, and few more with it', () => {
    const data = smallDataset({ captions: 32 });
    const dispatches = (options: TrainerOptions = {}) => {
      const { program, sizes } = new CaptioningTrainer(model(cellType), data, { ...options, verbose: false }).program;
      return program.dispatches(sizes);
    };
    const off = { dropout: { words: 0, output: 0 }, labelSmoothing: 0, weightDecay: 0 };
    expect(dispatches(off)).toBe(dispatches());
    const more = (options: TrainerOptions) => dispatches(options) - dispatches();
    expect(more({ dropout: { words: 0.1 } })).toBe(2);
    expect(more({ dropout: { words: 0.1, output: 0.1 } })).toBe(4);
    expect(more({ labelSmoothing: 0.1 })).toBe(0);
    expect(more({ clipNorm: 1, clipValue: 1 })).toBe(0);
    expect(more({ weightDecay: 0.1 })).toBe(0);
  });

  it('has loss and gradients of 0 when no target counts, even after a minibatch that had some', async () => {
    const captioner = model(cellType);
    const [N, T] = [4, 5];
    const features = tensor(
      [N, 4],
      Float64Array.from({ length: N * 4 }, (_, i) => Math.sin(i)),
    );
    const captions = (mix: string) =>
      tensor([N, T + 1], captionMixes[mix]?.(N, T, 9, new Random(2)) ?? new Int32Array());
    expect((await captioner.loss(features, captions('every length'))).loss).toBeGreaterThan(1);
    const { loss, grads } = await captioner.loss(features, captions('all masked'));
    expect(loss).toBe(0);
    for (const { data } of Object.values(grads)) expect(data.every((value) => value === 0)).toBe(true);
  });

  it('has word gradients only for words of the minibatch, and large vocabulary gradients only for targets', async () => {
    const captioner = model(cellType);
    const captions = tensor([2, 4], Int32Array.of(1, 3, 4, 2, 1, 4, 2, 0));
    const features = tensor(
      [2, 4],
      Float64Array.from({ length: 8 }, (_, i) => Math.cos(i)),
    );
    const { grads } = await captioner.loss(features, captions);
    const rows = Array.from({ length: 9 }, (_, word) => [...grads.W_embed.data.subarray(3 * word, 3 * word + 3)]);
    const used = rows.map((row) => row.some((value) => value !== 0));
    // Inputs are <START> 1, 3 and 4: <END> 2 is only ever a target, and the word after it is masked.
    expect(used).toEqual([false, true, false, true, true, false, false, false, false]);
    const bias = [...grads.b_vocab.data];
    expect(bias.map((value) => value < 0)).toEqual([false, false, true, true, true, false, false, false, false]);
    expect(bias.reduce((sum, value) => sum + value, 0)).toBeCloseTo(0, 12);
  });

  it('gives the same result with a vocabulary in chunks', async () => {
    const [N, T] = [6, 5];
    const features = tensor(
      [N, 4],
      Float64Array.from({ length: N * 4 }, (_, i) => Math.sin(i)),
    );
    const V = 201;
    const captions = tensor([N, T + 1], captionMixes['every length']?.(N, T, V, new Random(3)) ?? new Int32Array());
    const [whole, chunked] = [model(cellType, { V }), model(cellType, { V })];
    // A buffer may hold seven rows of scores: the 18 living rows need three chunks.
    Object.defineProperty(chunked.backend, 'maxBufferLength', { value: 7 * V });
    const expected = await whole.loss(features, captions);
    const found = await chunked.loss(features, captions);
    expect(found.loss).toBeCloseTo(expected.loss, 12);
    for (const [name, { data }] of Object.entries(found.grads)) {
      const reference = entryOf(expected.grads, name as ParameterName).data;
      data.forEach((value, i) => {
        expect(value).toBeCloseTo(reference[i] ?? Number.NaN, 12);
      });
    }
  });

  it('agrees between float32 and float64', async () => {
    const sizes = { D: 20, W: 24, H: 32, V: 50 };
    const [N, T] = [7, 6];
    const features = tensor(
      [N, 20],
      Float64Array.from({ length: N * 20 }, (_, i) => Math.sin(i)),
    );
    const captions = tensor([N, T + 1], captionMixes['every length']?.(N, T, 50, new Random(3)) ?? new Int32Array());
    const [exact, rounded] = [model(cellType, sizes), model(cellType, sizes, 'float32')];
    exact.setParams(rounded.params);
    const expected = await exact.loss(features, captions);
    const found = await rounded.loss(features, captions);
    expect(found.grads.Wx.data).toBeInstanceOf(Float32Array);
    expect(expected.grads.Wx.data).toBeInstanceOf(Float64Array);
    expect(Math.abs(found.loss / expected.loss - 1)).toBeLessThan(1e-5);
    for (const [name, { data }] of Object.entries(found.grads)) {
      const reference = entryOf(expected.grads, name as ParameterName).data;
      const norm = Math.hypot(...reference);
      expect(Math.hypot(...data.map((value, i) => value - (reference[i] ?? 0))) / norm).toBeLessThan(1e-5);
    }
  });
});

describe('memory', () => {
  it('a model and its trainer leave nothing on the backend', async () => {
    const captioner = model('lstm');
    const trainer = new CaptioningTrainer(captioner, smallDataset(), { batchSize: 4, maxSteps: 2, verbose: false });
    await trainer.train();
    const features = tensor([2, 4], new Float64Array(8).fill(1));
    await captioner.loss(features, tensor([2, 3], Int32Array.of(1, 3, 2, 1, 4, 2)));
    await captioner.loss(features, tensor([2, 4], Int32Array.of(1, 3, 5, 2, 1, 4, 5, 2)));
    await captioner.sample(features, 4);
    await captioner.sample(features, 5);
    trainer.destroy();
    captioner.destroy();
    expect(captioner.backend.bytes).toBe(0);
  });
});
