import { describe, expect, it } from 'vitest';
import { captionerOf, checkpointOf, resumeTraining } from '../../src/checkpoint/apply.ts';
import { decodeCheckpoint, encodeCheckpoint } from '../../src/checkpoint/checkpoint.ts';
import { CpuBackend } from '../../src/cpu/backend.ts';
import { CheckpointError, OptionError } from '../../src/errors.ts';
import { roundToHalf } from '../../src/half.ts';
import { CaptioningRNN } from '../../src/model/captioning_rnn.ts';
import { entryOf, mapParameters, PARAMETER_NAMES } from '../../src/model/parameter_names.ts';
import type { ParameterTensors } from '../../src/model/parameters.ts';
import type { Storage } from '../../src/options/model_options.ts';
import { CaptioningTrainer } from '../../src/train/trainer.ts';
import type { TrainerOptions } from '../../src/train/trainer_options.ts';
import { captioner, minibatch, sizes, trainer } from '../gpu/small_captioner.ts';
import { wordToIdx } from '../support/captions.ts';
import { smallDataset } from '../support/dataset.ts';

const backend = new CpuBackend();
const small = { wordToIdx: wordToIdx(9), inputDim: 4, wordvecDim: 3, hiddenDim: 5 };

/** The parameters with every matrix rounded to halves. */
function rounded(params: ParameterTensors): ParameterTensors {
  return mapParameters(params, ({ shape, data }, name) => {
    return { shape, data: name.startsWith('b') ? data : data.map(roundToHalf) };
  });
}

function distance(found: ParameterTensors, expected: ParameterTensors): Record<string, number> {
  return mapParameters(expected, ({ data }, name) => {
    const values = entryOf(found, name).data;
    return Math.hypot(...data.map((value, i) => (values[i] ?? Number.NaN) - value)) / Math.hypot(...data);
  });
}

describe.each(['rnn', 'lstm'] as const)('a %s in float16 storage', (cellType) => {
  const { features, captions } = minibatch('every length');

  it('has nearly the gradients of float32', async () => {
    const [full, half] = [captioner(backend, cellType), captioner(backend, cellType, 'float16')];
    const [expected, found] = [await full.loss(features, captions), await half.loss(features, captions)];
    expect(Math.abs(found.loss / expected.loss - 1)).toBeLessThan(1e-3);
    for (const [name, error] of Object.entries(distance(found.grads, expected.grads))) {
      expect(error, name).toBeLessThan(0.01);
      expect(error, name).toBeGreaterThan(1e-6);
    }
    expect(await half.evaluateLoss(features, captions)).toBe(found.loss);
  });

  it('has nearly the losses of float32 over 60 steps, and learns as much, with float32 weights', async () => {
    const options = { updaterConfig: { learningRate: 5e-3 }, numEpochs: 60, maxSteps: 60 };
    const [full, half] = [trainer(backend, cellType, options), trainer(backend, cellType, options, 'float16')];
    await full.trainer.train();
    await half.trainer.train();
    const losses = half.trainer.lossHistory;
    const errors = full.trainer.lossHistory.map((loss, step) => Math.abs((losses[step] ?? Number.NaN) / loss - 1));
    expect(errors).toHaveLength(60);
    expect(Math.max(...errors)).toBeLessThan(0.02);
    expect(losses.at(-1)).toBeLessThan(0.7 * (losses[0] ?? 0));
    const { data } = half.model.params.Wh;
    expect(data.filter((value) => roundToHalf(value) === value).length).toBeLessThan(data.length / 10);
  });

  it('decodes with the rounded weights that were set last', async () => {
    const half = captioner(backend, cellType, 'float16');
    const other = captioner(backend, cellType);
    const { N, V } = sizes;
    await half.sample(features, 5);
    const params = mapParameters(other.params, ({ shape, data }) => {
      return { shape, data: data.map((value, i) => 1.5 * value + 0.01 * Math.sin(i)) };
    });
    half.setParams(params);
    other.setParams(rounded(params));
    const [found, expected] = [await half.decode(features), await other.decode(features)];
    expect(found).toHaveLength(N);
    expect(V).toBeGreaterThan(2);
    expect(found).toEqual(expected);
    const reread = captioner(backend, cellType, 'float16');
    reread.setParams(rounded(params));
    expect(await reread.evaluateLoss(features, captions)).toBe(await half.evaluateLoss(features, captions));
  });

  it('resumes from a checkpoint with the same losses, in the same storage only', async () => {
    const data = smallDataset();
    const options = { batchSize: 4, numEpochs: 9, verbose: false, dropout: { words: 0.2, output: 0.2 } } as const;
    const made = (storage: Storage, more: TrainerOptions = {}) =>
      new CaptioningTrainer(new CaptioningRNN(backend, { ...small, cellType, storage }), data, { ...options, ...more });
    const whole = made('float16');
    await whole.train();
    const first = made('float16', { maxSteps: 5 });
    await first.train();
    const file = encodeCheckpoint(await checkpointOf(first.model, { data, trainer: first }));
    const checkpoint = decodeCheckpoint(file, 'file');
    const second = new CaptioningTrainer(captionerOf(backend, checkpoint), data, options);
    resumeTraining(second, checkpoint, data);
    await second.train();
    expect(second.lossHistory).toEqual(whole.lossHistory);
    expect(captionerOf(backend, checkpoint, 'float32').configuration.storage).toBe('float32');
    const wrong = () => resumeTraining(made('float32'), checkpoint, data);
    expect(wrong).toThrow(CheckpointError);
    expect(wrong).toThrow(/storage: expected float32, as in the model, found float16/);
  });
});

it('storage is float16 or, by default, float32, and is saved in checkpoints', async () => {
  const before = backend.bytes;
  const wrong = () => new CaptioningRNN(backend, { ...small, storage: 'float8' as Storage });
  expect(wrong).toThrow(OptionError);
  expect(wrong).toThrow(/storage: expected .*float32.*float16.*found.*float8/);
  expect(backend.bytes).toBe(before);
  expect(new CaptioningRNN(backend, small).configuration.storage).toBe('float32');
  expect(PARAMETER_NAMES).toHaveLength(8);
});
