import { describe, expect, it } from 'vitest';
import { CpuBackend } from '../../src/cpu/backend.ts';
import { CaptioningRNN } from '../../src/model/captioning_rnn.ts';
import { entryOf, type ParameterName } from '../../src/model/parameter_names.ts';
import { pixelEncoder } from '../../src/model/pixel_encoder.ts';
import type { Backend } from '../../src/ops/backend.ts';
import { Random } from '../../src/random.ts';
import { type FloatTensor, tensor } from '../../src/tensor.ts';
import { CaptioningTrainer } from '../../src/train/trainer.ts';
import { captionMixes, wordToIdx } from '../support/captions.ts';
import { smallDataset } from '../support/dataset.ts';
import { bytesOfTraining } from '../support/memory.ts';
import { normalTensor } from '../support/tensors.ts';

const STEP = 1e-5;
const [N, T, V] = [3, 4, 7];
const sizes = { wordToIdx: wordToIdx(V), wordvecDim: 4, hiddenDim: 3 };
const encoder = pixelEncoder({ side: 4, channels: [3, 2] });
const D = 4 * 4 * 4;

function captioner(cellType: 'rnn' | 'lstm', backend: Backend = new CpuBackend({ precision: 'float64' })) {
  const random = new Random(7);
  const model = new CaptioningRNN(backend, { ...sizes, encoder, cellType });
  model.setParams({ W_embed: normalTensor(random, 1, V, 4) });
  return { model, random, pixels: normalTensor(random, 1, N, D) };
}

/** Every number of `data` moved a little to either side, and what that does to a result. */
async function numericOf(data: FloatTensor['data'], result: (moved: Float64Array) => Promise<number>) {
  const slopes = [];
  for (let i = 0; i < data.length; i++) {
    const at = (offset: number) => result(Float64Array.from(data, (value, j) => (j === i ? value + offset : value)));
    slopes.push(((await at(STEP)) - (await at(-STEP))) / (2 * STEP));
  }
  return slopes;
}

function expectClose(found: ArrayLike<number>, expected: readonly number[], what: string) {
  expect(found).toHaveLength(expected.length);
  for (const [i, numeric] of expected.entries()) {
    const analytic = found[i] ?? Number.NaN;
    const error = Math.abs(numeric - analytic) / Math.max(1e-4, Math.abs(numeric) + Math.abs(analytic));
    expect(error, `${what}[${i}]: numeric ${numeric}, analytic ${analytic}`).toBeLessThan(1e-5);
  }
}

describe.each(['rnn', 'lstm'] as const)('a %s captioner with an encoder', (cellType) => {
  it.each(Object.keys(captionMixes))('has the gradient of every parameter, captions: %s', async (mix) => {
    const { model, random, pixels } = captioner(cellType);
    const captions = tensor([N, T + 1], captionMixes[mix]?.(N, T, V, random) ?? new Int32Array());
    const start = model.params;
    // A minibatch before it leaves features of other pictures behind.
    await model.loss(normalTensor(random, 1, N, D), captions);
    const { grads } = await model.loss(pixels, captions);
    expect(Object.keys(grads)).toEqual(Object.keys(start));
    expect(Object.keys(start).slice(8)).toEqual(['W_conv1', 'statistics_conv1', 'W_conv2', 'statistics_conv2']);
    for (const name of Object.keys(start).filter((one) => /conv|proj/.test(one)) as ParameterName[]) {
      const { shape, data } = entryOf(start, name);
      const numeric = await numericOf(data, async (moved) => {
        model.setParams({ [name]: tensor(shape, moved) });
        return (await model.loss(pixels, captions)).loss;
      });
      model.setParams({ [name]: entryOf(start, name) });
      expectClose(entryOf(grads, name).data, numeric, name);
    }
  });

  it('has the gradient of a word with respect to the pixels', async () => {
    const { model, pixels } = captioner(cellType);
    const words = Int32Array.of(1, 4, 5, 2, 0, 1, 3, 2, 0, 0, 1, 6, 6, 6, 2);
    const captions = tensor([N, T + 1], words);
    const { gradients, logProbs } = await model.wordSaliency(pixels, captions);
    expect(gradients.shape).toEqual([N, T, D]);
    for (const [n, t] of [
      [0, 1],
      [2, 3],
    ] as const) {
      const numeric = await numericOf(pixels.data.subarray(n * D, (n + 1) * D), async (moved) => {
        const one = tensor([1, T + 1], words.slice(n * (T + 1), (n + 1) * (T + 1)));
        return (await model.wordLogProbs(tensor([1, D], moved), one)).data[t] ?? Number.NaN;
      });
      const at = n * T + t;
      expect(numeric.filter((slope) => Math.abs(slope) > 1e-6).length).toBeGreaterThan(D / 8);
      expectClose(gradients.data.subarray(at * D, (at + 1) * D), numeric, `word ${t} of caption ${n}`);
      expect(logProbs.data[at]).toBeLessThan(0);
    }
  });

  it('decodes a picture independently of the others', async () => {
    const { model, pixels } = captioner(cellType);
    const all = await model.decode(pixels, { method: 'beam', beamWidth: 2, maxLength: 6 });
    for (let n = 0; n < N; n++) {
      const one = tensor([1, D], pixels.data.slice(n * D, (n + 1) * D));
      const [alone] = await model.decode(one, { method: 'beam', beamWidth: 2, maxLength: 6 });
      expect(alone?.map(({ words }) => words)).toEqual(all[n]?.map(({ words }) => words));
      const caption = all[n]?.[0];
      const row = [1, ...(caption?.words ?? []), 2];
      const said = await model.wordLogProbs(one, tensor([1, row.length], Int32Array.from(row)));
      const sum = [...said.data].reduce((total, value) => total + value, 0);
      if (caption?.ended) expect(caption.logProb).toBeCloseTo(sum, 9);
    }
  });

  it('trains: the loss of one minibatch falls to a tenth', async () => {
    const large = { hiddenDim: 16, wordvecDim: 8, encoder: pixelEncoder({ side: 4, channels: [8, 8] }) };
    const model = new CaptioningRNN(new CpuBackend(), { ...sizes, ...large, cellType });
    const data = smallDataset({ captions: 4, images: 4, T, D, V });
    const settings = { updateRule: 'adam', updaterConfig: { learningRate: 1e-2 }, verbose: false } as const;
    const trainer = new CaptioningTrainer(model, data, {
      ...settings,
      batchSize: 4,
      sampling: 'shuffled',
      numEpochs: 400,
    });
    await trainer.train();
    const { lossHistory } = trainer;
    expect((lossHistory.at(-1) ?? Number.NaN) / (lossHistory[0] ?? 0)).toBeLessThan(0.1);
    trainer.destroy();
  });

  it('sums the gradients of all captions of a picture', async () => {
    const [images, each] = [4, 3];
    const data = smallDataset({ captions: images * each, images, T, D, V });
    const { train } = data.splits;
    if (!train) throw new Error('no captions');
    // The captions of a picture lie apart from each other.
    const split = { ...train, imageIdxs: train.imageIdxs.map((_, caption) => (3 * caption + 1) % images) };
    const { model } = captioner(cellType);
    const captions = tensor([images * each, T + 1], split.captions);
    const repeated = tensor([images * each, D], split.features.readRows(split.imageIdxs));
    const { loss, grads } = await model.loss(repeated, captions);
    const before = model.params;
    const settings = { updateRule: 'sgd', updaterConfig: { learningRate: 1 }, verbose: false } as const;
    const options = { ...settings, sampling: 'pictures', batchSize: images * each, maxSteps: 1 } as const;
    const trainer = new CaptioningTrainer(model, { ...data, splits: { train: split } }, options);
    await trainer.train();
    expect(trainer.lossHistory[0]).toBeCloseTo(loss, 9);
    for (const name of ['W_conv1', 'W_conv2', 'W_proj', 'Wh'] as const) {
      const expected = entryOf(grads, name).data;
      const moved = entryOf(before, name).data.map((value, i) => value - (entryOf(model.params, name).data[i] ?? 0));
      for (const [i, value] of moved.entries()) expect(value).toBeCloseTo(expected[i] ?? Number.NaN, 9);
    }
    trainer.destroy();
  });

  it('averages statistics over steps, and normalises by them outside training', async () => {
    const { model, pixels } = captioner(cellType);
    const data = smallDataset({ captions: 8, images: 2, T, D, V });
    const trainer = new CaptioningTrainer(model, data, {
      batchSize: 8,
      sampling: 'pictures',
      maxSteps: 40,
      verbose: false,
    });
    const captions = tensor(
      [N, T + 1],
      Int32Array.from({ length: N * (T + 1) }, (_, i) => [1, 3, 4, 2, 0][i % 5] ?? 0),
    );
    const [untrained, batch] = [await model.evaluateLoss(pixels, captions), (await model.loss(pixels, captions)).loss];
    expect(Math.abs(untrained - batch)).toBeGreaterThan(1e-4);
    expect([...(model.params.statistics_conv1?.data ?? [])]).toEqual([0, 0, 0, 1, 1, 1]);
    await trainer.train();
    const learnt = model.params.statistics_conv1?.data ?? new Float64Array();
    expect([...learnt].every((value, i) => Number.isFinite(value) && value !== (i < 3 ? 0 : 1))).toBe(true);
    trainer.destroy();
  });

  it('uses the memory that a dry run counts', () => {
    const backend = new CpuBackend();
    const options = { ...sizes, encoder: pixelEncoder({ side: 32, channels: [8, 12] }), cellType };
    const data = smallDataset({ captions: 12, images: 10, T, D: 4096, V });
    const settings = { updateRule: 'adam', batchSize: 6, verbose: false } as const;
    new CaptioningTrainer(new CaptioningRNN(backend, options), data, settings);
    expect(backend.bytes).toBe(bytesOfTraining(backend, options, data, settings));
  });

  it('frees all of it', async () => {
    const backend = new CpuBackend({ precision: 'float64' });
    const empty = backend.bytes;
    const { model, pixels } = captioner(cellType, backend);
    const captions = tensor([N, 3], Int32Array.of(1, 3, 2, 1, 4, 2, 1, 5, 2));
    await model.loss(pixels, captions);
    await model.wordSaliency(pixels, captions);
    await model.decode(pixels);
    model.destroy();
    expect(backend.bytes).toBe(empty);
  });
});
