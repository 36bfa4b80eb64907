import { describe, expect, it } from 'vitest';
import { CpuBackend } from '../../src/cpu/backend.ts';
import { OptionError, ShapeError, TrainingError } from '../../src/errors.ts';
import { CaptioningRNN } from '../../src/model/captioning_rnn.ts';
import type { UpdateRuleName } from '../../src/options/training_options.ts';
import { CaptioningTrainer } from '../../src/train/trainer.ts';
import type { TrainerOptions } from '../../src/train/trainer_options.ts';
import { smallDataset } from '../support/dataset.ts';
import { MadeBuffers } from '../support/made_buffers.ts';
import { UPDATE_RULES } from '../support/update_rules.ts';

const data = smallDataset();
const quiet = { verbose: false, batchSize: 4, numEpochs: 5 } as const;

function setUp(options: TrainerOptions, backend = new CpuBackend()) {
  const { wordToIdx } = data.vocabulary;
  const model = new CaptioningRNN(backend, { wordToIdx, inputDim: 4, wordvecDim: 3, hiddenDim: 5, cellType: 'lstm' });
  return { backend, model, trainer: new CaptioningTrainer(model, data, { ...quiet, ...options }) };
}

describe('CaptioningTrainer', () => {
  it('gives the same losses and parameters for the same seed, others for another', async () => {
    const runs = [1, 1, 2].map((seed) => setUp({ seed, updateRule: 'adam' }));
    for (const { trainer } of runs) await trainer.train();
    const [a, b, c] = runs.map(({ trainer }) => trainer.lossHistory);
    expect(a).toHaveLength(10);
    expect(a).toEqual(b);
    expect(a).not.toEqual(c);
    expect(runs[0]?.model.params).toEqual(runs[1]?.model.params);
  });

  const rates: Readonly<Record<UpdateRuleName, number>> = { sgd: 1, sgdMomentum: 0.02, rmsprop: 0.01, adam: 0.01 };
  it.each(UPDATE_RULES)('%s learns', async (updateRule) => {
    const rule = { updateRule, updaterConfig: { learningRate: rates[updateRule] } };
    const { trainer } = setUp({ ...rule, numEpochs: 150, batchSize: 10, sampling: 'shuffled' });
    await trainer.train();
    const losses = trainer.lossHistory;
    expect(losses).toHaveLength(150);
    expect(losses.at(-1)).toBeLessThan(0.6 * (losses[0] ?? 0));
  });

  it('begins at (mean number of targets) · ln V', async () => {
    const { trainer } = setUp({ maxSteps: 1 });
    const expected = trainer.expectedFirstLoss;
    await trainer.train();
    expect(trainer.lossHistory[0]).toBeGreaterThan(0.9 * expected);
    expect(trainer.lossHistory[0]).toBeLessThan(1.1 * expected);
  });

  it('visits every caption once per epoch when shuffled, even if the last minibatch is short', async () => {
    const { trainer } = setUp({ sampling: 'shuffled', numEpochs: 2 });
    const sizes: number[] = [];
    await trainer.train({ onStep: ({ captions }) => sizes.push(captions) });
    expect(trainer.stepsPerEpoch).toBe(3);
    expect(sizes).toEqual([4, 4, 2, 4, 4, 2]);
  });

  it('multiplies the learning rate after each epoch', async () => {
    const { trainer } = setUp({ updaterConfig: { learningRate: 1 / 16 }, lrDecay: 0.5, numEpochs: 3 });
    const rates: number[] = [];
    await trainer.train({ onStep: ({ learningRate }) => rates.push(learningRate) });
    expect(rates).toEqual([1 / 16, 1 / 16, 1 / 32, 1 / 32, 1 / 64, 1 / 64]);
  });

  it('follows a schedule, on top of the decay', async () => {
    const rates: number[] = [];
    const schedule = { kind: 'plateau', warmUp: 2, factor: 0.5, patience: 0 } as const;
    const { trainer } = setUp({ updaterConfig: { learningRate: 1 }, lrDecay: 0.25, numEpochs: 3, schedule });
    let asked = 0;
    await trainer.train({
      onStep: ({ learningRate }) => rates.push(learningRate),
      beforeStep: () => {
        asked++;
        if (asked === 3 || asked === 5) trainer.reportValidation(asked);
        return asked === 5 ? Promise.resolve() : undefined;
      },
    });
    expect(rates).toEqual([0.5, 1, 0.25, 0.25, 1 / 32, 1 / 32]);
  });

  it('reads its own predictions with scheduled sampling, the same ones for the same seed', async () => {
    const options = { scheduledSampling: { start: 0.5, perEpoch: 0.25 }, seed: 5 };
    const runs = [options, options, { seed: 5 }].map((one) => setUp(one));
    for (const { trainer } of runs) await trainer.train();
    const [a, b, plain] = runs.map(({ trainer }) => trainer.lossHistory);
    expect(a).toHaveLength(10);
    expect(a).toEqual(b);
    expect(a).not.toEqual(plain);
    for (const { trainer, model, backend } of runs) {
      trainer.destroy();
      model.destroy();
      expect(backend.bytes).toBe(0);
    }
  });

  it('takes no step while a caller holds it, and continues afterwards', async () => {
    const { trainer } = setUp({});
    const seen: number[] = [];
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    let asked = 0;
    let atFour = () => {};
    const fourth = new Promise<void>((resolve) => {
      atFour = resolve;
    });
    const training = trainer.train({
      onStep: ({ step }) => {
        seen.push(step);
        if (step === 4) atFour();
      },
      beforeStep: () => (++asked === 5 ? held : undefined),
    });
    await fourth;
    for (let turn = 0; turn < 100; turn++) await new Promise((resolve) => setTimeout(resolve));
    expect(seen).toEqual([1, 2, 3, 4]);
    release();
    await training;
    expect(seen).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  });

  it('ends at an abort and can continue where it stopped', async () => {
    const whole = setUp({ seed: 3 });
    await whole.trainer.train();
    const parts = setUp({ seed: 3 });
    const controller = new AbortController();
    await parts.trainer.train({ onStep: ({ step }) => step === 3 && controller.abort(), signal: controller.signal });
    expect(parts.trainer.lossHistory.length).toBeLessThan(10);
    await parts.trainer.train();
    expect(parts.trainer.lossHistory).toEqual(whole.trainer.lossHistory);
  });

  it('stops at the step whose loss is not finite, with the parameters from before it', async () => {
    const good = setUp({ maxSteps: 2, updaterConfig: { learningRate: 1e-3 } });
    await good.trainer.train();
    const backend = new CpuBackend();
    const made = new MadeBuffers(backend);
    const bad = setUp({ updaterConfig: { learningRate: 1e-3 } }, backend);
    const features = made.get('resident features');
    let steps = 0;
    const beforeStep = () => {
      // The third minibatch meets features that a fault has damaged.
      if (++steps === 3) backend.write(features, new Float32Array(features.length).fill(Number.NaN));
      return undefined;
    };
    await expect(bad.trainer.train({ beforeStep })).rejects.toThrow(/training step 3: expected a finite loss/);
    await expect(bad.trainer.train()).rejects.toThrow(TrainingError);
    expect(bad.trainer.lossHistory).toEqual(good.trainer.lossHistory);
    expect(bad.model.params).toEqual(good.model.params);
    // What was computed so far can still be saved.
    expect((await bad.trainer.state()).lossHistory).toEqual(good.trainer.lossHistory);
  });

  it('writes the requested log', async () => {
    const lines: string[] = [];
    const { trainer } = setUp({ verbose: true, printEvery: 4, log: (line) => lines.push(line) });
    await trainer.train();
    expect(lines.map((line) => line.split(' loss')[0])).toEqual([
      '(Iteration 1 / 10)',
      '(Iteration 5 / 10)',
      '(Iteration 9 / 10)',
      '(Iteration 10 / 10)',
    ]);
  });
});

describe('CaptioningTrainer refuses', () => {
  it.each([
    [{ updateRule: 'adagrad' }, /updateRule.*sgd, sgdMomentum, rmsprop, adam.*adagrad/],
    [{ learningRate: 1 }, /learningRate/],
    [{ updateRule: 'sgd', updaterConfig: { beta1: 0.5 } }, /beta1/],
    [{ updaterConfig: { learningRate: Number.NaN } }, /learningRate.*NaN/],
    [{ batchSize: 2.5 }, /batchSize.*positive integer.*2.5/],
    [{ dropout: { words: 1 } }, /dropout\.words.*from 0 to below 1.*found 1/],
    [{ dropout: { output: -0.1 } }, /dropout\.output.*-0\.1/],
    [{ dropout: { hidden: 0.5 } }, /dropout.*hidden/],
    [{ labelSmoothing: 1 }, /labelSmoothing.*from 0 to below 1.*found 1/],
    [{ clipNorm: 0 }, /clipNorm.*a number above 0.*found 0/],
    [{ clipValue: Number.NaN }, /clipValue.*NaN/],
    [{ weightDecay: -1 }, /weightDecay.*-1/],
    [{ schedule: { kind: 'linear' } }, /schedule\.kind.*linear/],
    [{ scheduledSampling: { start: 2 } }, /scheduledSampling\.start.*2/],
    [{ scheduledSampling: { rate: 0.5 } }, /scheduledSampling.*rate/],
    [{ sampling: 'sorted' }, /sampling.*random, shuffled, pictures.*sorted/],
    [{ split: 'val' }, /split val.*train/],
  ])('%o', (options, message) => {
    expect(() => setUp(options as TrainerOptions)).toThrow(OptionError);
    expect(() => setUp(options as TrainerOptions)).toThrow(message);
  });

  it('a data set whose features or words do not fit the model', () => {
    const { model } = setUp({});
    expect(() => new CaptioningTrainer(model, smallDataset({ D: 7 }), quiet)).toThrow(ShapeError);
    expect(() => new CaptioningTrainer(model, smallDataset({ V: 11 }), quiet)).toThrow(/vocabulary.*9.*11/);
  });
});
