import { describe, expect, it } from 'vitest';
import { CpuBackend } from '../../src/cpu/backend.ts';
import { CaptioningRNN } from '../../src/model/captioning_rnn.ts';
import { PARAMETER_NAMES } from '../../src/model/parameter_names.ts';
import { tensor } from '../../src/tensor.ts';
import { CaptioningTrainer } from '../../src/train/trainer.ts';
import type { TrainerOptions } from '../../src/train/trainer_options.ts';
import { smallDataset } from '../support/dataset.ts';
import { resumed, savedAt, unbroken } from '../support/resume.ts';

const data = smallDataset();
const rate = 0.5;

/** A captioner before and after one step of sgd on all captions, and the gradients that the step began with. */
async function oneStep(options: TrainerOptions) {
  const { wordToIdx } = data.vocabulary;
  const sizes = { wordToIdx, inputDim: 4, wordvecDim: 3, hiddenDim: 5, cellType: 'lstm' } as const;
  const model = new CaptioningRNN(new CpuBackend({ precision: 'float64' }), sizes);
  const { train } = data.splits;
  if (!train) throw new Error('no split');
  const features = tensor([10, 4], train.features.readRows(train.imageIdxs));
  const captions = tensor([10, 6], Int32Array.from(train.captions));
  // Biases begin at 0, where nothing can decay.
  const biases = [model.params.b_proj, model.params.b, model.params.b_vocab];
  const [b_proj, b, b_vocab] = biases.map(({ shape, data: { length } }) =>
    tensor(
      shape,
      Float64Array.from({ length }, (_, i) => 0.1 + 0.01 * i),
    ),
  );
  if (!b_proj || !b || !b_vocab) throw new Error('no biases');
  model.setParams({ b_proj, b, b_vocab });
  const [before, { loss, grads }] = [model.params, await model.loss(features, captions)];
  const settings = { sampling: 'shuffled', batchSize: 10, maxSteps: 1, verbose: false } as const;
  const updaterConfig = { learningRate: rate };
  const trainer = new CaptioningTrainer(model, data, { ...settings, updaterConfig, ...options });
  await trainer.train();
  const norm = Math.hypot(...PARAMETER_NAMES.flatMap((name) => [...grads[name].data]));
  return { before, after: model.params, grads, norm, loss, trainer };
}

type Step = Awaited<ReturnType<typeof oneStep>>;

/** Every parameter after the step is what `expected` says of it before. */
function expectStep({ before, after, grads }: Step, expected: (w: number, dw: number, name: string) => number): void {
  for (const name of PARAMETER_NAMES) {
    after[name].data.forEach((value, i) => {
      const wanted = expected(before[name].data[i] ?? Number.NaN, grads[name].data[i] ?? Number.NaN, name);
      expect(value, `${name}[${i}]`).toBeCloseTo(wanted, 12);
    });
  }
}

describe('clipping', () => {
  it('by norm scales all gradients together; the reported norm is that before clipping', async () => {
    const step = await oneStep({ clipNorm: 0.25 });
    expect(step.norm).toBeGreaterThan(0.5);
    expect(step.trainer.gradientNormHistory[0]).toBeCloseTo(step.norm, 12);
    expectStep(step, (w, dw) => w - (rate * dw * 0.25) / step.norm);
  });

  it('by norm leaves gradients below the limit unchanged', async () => {
    expectStep(await oneStep({ clipNorm: 1000 }), (w, dw) => w - rate * dw);
  });

  it('by value clamps every element', async () => {
    const step = await oneStep({ clipValue: 0.02 });
    expectStep(step, (w, dw) => w - rate * Math.min(0.02, Math.max(-0.02, dw)));
    expect(step.trainer.gradientNormHistory[0]).toBeCloseTo(step.norm, 12);
  });

  it('by both: the norm first', async () => {
    const step = await oneStep({ clipNorm: 0.25, clipValue: 0.02 });
    expectStep(step, (w, dw) => w - rate * Math.min(0.02, Math.max(-0.02, (dw * 0.25) / step.norm)));
  });
});

describe('weight decay', () => {
  it('takes its share of every matrix but of no bias, decoupled from the gradient', async () => {
    const step = await oneStep({ weightDecay: 0.3 });
    expectStep(step, (w, dw, name) => w - rate * dw - (name.startsWith('W') ? rate * 0.3 * w : 0));
  });

  it('is not part of what adam divides by', async () => {
    const adam = { updateRule: 'adam', updaterConfig: { learningRate: 1e-3, epsilon: 1e-3 } } as const;
    const step = await oneStep({ ...adam, weightDecay: 0.3 });
    expectStep(step, (w, dw, name) => {
      const decayed = name.startsWith('W') ? 1e-3 * 0.3 * w : 0;
      return w - (1e-3 * dw) / (Math.abs(dw) + 1e-3) - decayed;
    });
  });
});

describe('label smoothing', () => {
  it('is part of the reported loss, but of no evaluated loss', async () => {
    const step = await oneStep({ labelSmoothing: 0.1, updaterConfig: { learningRate: 0 } });
    expect(Math.abs((step.trainer.lossHistory[0] ?? 0) - step.loss)).toBeGreaterThan(1e-5);
    expect(step.after).toEqual(step.before);
  });
});

describe('a training that was saved and resumed', () => {
  it('has the masks, draws and rates that it would have had, bit for bit', async () => {
    const backend = new CpuBackend();
    const options: TrainerOptions = {
      updateRule: 'adam',
      sampling: 'shuffled',
      seed: 8,
      dropout: { words: 0.3, output: 0.2 },
      labelSmoothing: 0.1,
      clipNorm: 1,
      weightDecay: 0.1,
      scheduledSampling: { start: 0.3, perEpoch: 0.05 },
      schedule: { warmUp: 9 },
    };
    const whole = await unbroken(backend, 'lstm', 14, options);
    const bytes = await savedAt(backend, 'lstm', 7, options);
    expect(await resumed(backend, bytes, 14, options)).toEqual(whole);
    const otherSeed = await unbroken(backend, 'lstm', 14, { ...options, seed: 9 });
    expect(otherSeed).not.toEqual(whole);
  });
});
