import { describe, expect, it } from 'vitest';
import { captionerOf, checkpointOf, resumeTraining } from '../../src/checkpoint/apply.ts';
import { decodeCheckpoint, encodeCheckpoint } from '../../src/checkpoint/checkpoint.ts';
import { CpuBackend } from '../../src/cpu/backend.ts';
import { DataError, DeviceError, OptionError, ShapeError } from '../../src/errors.ts';
import { entryOf, type ParameterName } from '../../src/model/parameter_names.ts';
import type { ParameterTensors } from '../../src/model/parameters.ts';
import type { FineTuningOptions } from '../../src/train/fine_tuning.ts';
import { CaptioningTrainer } from '../../src/train/trainer.ts';
import type { TrainerOptions } from '../../src/train/trainer_options.ts';
import { captionerOfFeatures, captionerOfPixels, IMAGES, networkParameters } from '../support/tuned_captioner.ts';

/** Three minibatches an epoch. */
const settings = { updateRule: 'adam', sampling: 'pictures', batchSize: 4, numEpochs: 4, verbose: false } as const;
const [PER_EPOCH, FROZEN_EPOCHS, RATE] = [3, 2, 1e-4];
const FROZEN = PER_EPOCH * FROZEN_EPOCHS;

const { features } = await captionerOfFeatures(new CpuBackend());
const fineTuning: FineTuningOptions = { afterEpochs: FROZEN_EPOCHS, features, learningRate: RATE };

function started(options: TrainerOptions = {}, backend = new CpuBackend()) {
  const { model, data } = captionerOfPixels(backend);
  const trainer = new CaptioningTrainer(model, data, { ...settings, fineTuning, ...options });
  return { model, data, trainer };
}

const outcomeOf = ({ lossHistory, gradientNormHistory, model }: CaptioningTrainer) => ({
  losses: [...lossHistory],
  norms: [...gradientNormHistory],
  params: Object.fromEntries(Object.entries(model.params).map(([name, { data }]) => [name, [...data]])),
});

const networkOf = (params: ParameterTensors) =>
  networkParameters.map((name) => [...entryOf(params, name as ParameterName).data]);

/** How far each number of the network has moved. */
const movesSince = (before: readonly (readonly number[])[], params: ParameterTensors) =>
  networkOf(params).flatMap((values, i) => values.map((value, k) => Math.abs(value - (before[i]?.[k] ?? 0))));

describe('fine-tuning the network of a captioner', () => {
  it('first trains the captioner on its features, to the bit, and does not change the network', async () => {
    const { trainer, model } = started({ maxSteps: FROZEN, weightDecay: 0.1, clipNorm: 1, dropout: { output: 0.2 } });
    const before = networkOf(model.params);
    await trainer.train();
    const plain = await captionerOfFeatures(new CpuBackend());
    const { W_embed, W_proj, b_proj, Wx, Wh, b, W_vocab, b_vocab } = captionerOfPixels(new CpuBackend()).model.params;
    plain.model.setParams({ W_embed, W_proj, b_proj, Wx, Wh, b, W_vocab, b_vocab });
    const beside = new CaptioningTrainer(plain.model, plain.data, {
      ...{ ...settings, maxSteps: FROZEN, weightDecay: 0.1, clipNorm: 1, dropout: { output: 0.2 } },
    });
    await beside.train();
    const expected = outcomeOf(beside);
    expect(outcomeOf(trainer)).toMatchObject(expected);
    expect(networkOf(model.params)).toEqual(before);
  });

  it('then updates the network too, by the first step of its own Adam', async () => {
    const { trainer, model } = started({ maxSteps: FROZEN + 1 });
    const before = networkOf(model.params);
    await trainer.train();
    // Adam's first step is the rate times the sign of the gradient, whatever that is; a dead unit has none.
    const moved = movesSince(before, model.params);
    expect(Math.max(...moved)).toBeLessThan(RATE * 1.01);
    const full = moved.filter((one) => one > RATE * 0.9).length;
    expect(full / moved.length).toBeGreaterThan(0.5);
  });

  it("scales the network's rate like the captioner's", async () => {
    const { trainer, model } = started({ maxSteps: FROZEN + 1, lrDecay: 0.5 });
    const before = networkOf(model.params);
    await trainer.train();
    const moved = movesSince(before, model.params);
    expect(Math.max(...moved) / (RATE * 0.5 ** FROZEN_EPOCHS)).toBeCloseTo(1, 1);
  });

  it('may begin with the first step, and then needs no features', async () => {
    const options = { numEpochs: 40, updaterConfig: { learningRate: 1e-2 } };
    const { trainer, model } = started({ ...options, fineTuning: { afterEpochs: 0, learningRate: RATE } });
    const before = networkOf(model.params);
    await trainer.train();
    const sum = (losses: readonly number[]) => losses.reduce((all, loss) => all + loss, 0);
    const { lossHistory } = trainer;
    expect(sum(lossHistory.slice(-PER_EPOCH))).toBeLessThan(0.8 * sum(lossHistory.slice(0, PER_EPOCH)));
    for (const [i, values] of networkOf(model.params).entries()) expect(values).not.toEqual(before[i]);
  });

  it.each([
    { at: FROZEN - 2, rule: 'adam' },
    { at: FROZEN, rule: 'adam' },
    { at: FROZEN + 2, rule: 'adam' },
    { at: FROZEN + 2, rule: 'sgdMomentum' },
  ] as const)('is resumed to the bit after step $at with $rule', async ({ at, rule }) => {
    const options = { updateRule: rule, updaterConfig: { learningRate: 1e-3 }, scheduledSampling: { start: 0.3 } };
    const whole = started(options).trainer;
    await whole.train();
    const { model, data, trainer } = started(options);
    let bytes = new Uint8Array();
    const controller = new AbortController();
    let begun = 0;
    await trainer.train({
      signal: controller.signal,
      beforeStep: () => {
        if (begun++ < at) return undefined;
        return async () => {
          bytes = encodeCheckpoint(await checkpointOf(model, { data, trainer }));
          controller.abort();
        };
      },
    });
    const checkpoint = decodeCheckpoint(bytes, 'tuned');
    const again = new CaptioningTrainer(captionerOf(new CpuBackend(), checkpoint), data, {
      ...{ ...settings, ...options, fineTuning },
    });
    resumeTraining(again, checkpoint, data);
    await again.train();
    expect(outcomeOf(again)).toEqual(outcomeOf(whole));
  });

  it('continues after a failed callback, whatever phase it was in', async () => {
    const whole = started().trainer;
    await whole.train();
    const { trainer } = started();
    const failing = trainer.train({
      onStep: ({ step }) => {
        if (step === FROZEN - 1) throw new Error('not now');
      },
    });
    await expect(failing).rejects.toThrow('not now');
    await trainer.train();
    expect(outcomeOf(trainer)).toEqual(outcomeOf(whole));
  });

  it('frees all of it', async () => {
    const backend = new CpuBackend();
    const empty = backend.bytes;
    const { model, trainer } = started({ scheduledSampling: { start: 0.5 } }, backend);
    await trainer.train();
    trainer.destroy();
    model.destroy();
    expect(backend.bytes).toBe(empty);
  });
});

describe('options of fine-tuning', () => {
  const other = (changed: object) => ({ ...features, ...changed });
  it.each([
    [{ afterEpochs: -1 }, OptionError, /fineTuning\.afterEpochs.*-1/],
    [{ afterEpochs: 1.5, features }, OptionError, /fineTuning\.afterEpochs.*1\.5/],
    [{ afterEpochs: 1 }, OptionError, /fineTuning\.features: expected the network's features .* found none/],
    [{ afterEpochs: 0, learningRate: -1 }, OptionError, /learningRate.*-1/],
    [{ afterEpochs: 0, rate: 1 }, OptionError, /option rate/],
    [{ afterEpochs: 1, features: other({ count: 4 }) }, OptionError, /expected 5 rows, .* found 4/],
    [{ afterEpochs: 1, features: other({ length: 7 }) }, ShapeError, /features: expected .*found 7/],
    [
      {
        afterEpochs: 1,
        features: other({ readRows: () => new Float32Array(features.length * IMAGES).fill(Number.NaN) }),
      },
      DataError,
      /features, row 0, column 0: expected a finite number/,
    ],
  ])('%j are refused', (options, kind, message) => {
    const { model, data } = captionerOfPixels(new CpuBackend());
    const empty = model.backend as CpuBackend;
    const before = empty.bytes;
    const make = () => new CaptioningTrainer(model, data, { ...settings, fineTuning: options as FineTuningOptions });
    expect(make).toThrow(kind);
    expect(make).toThrow(message);
    expect(empty.bytes - before).toBeLessThan(1000 + 4 * model.parameterCount);
  });

  it('a captioner of features has no network', async () => {
    const { model, data } = await captionerOfFeatures(new CpuBackend());
    const make = () => new CaptioningTrainer(model, data, { ...settings, fineTuning: { afterEpochs: 0 } });
    expect(make).toThrow(/fineTuning: expected a captioner with a network.* found a captioner of features/);
  });

  it('another start of fine-tuning is another training', async () => {
    const { trainer } = started({ maxSteps: 1 });
    await trainer.train();
    const state = await trainer.state();
    const { trainer: later } = started({ fineTuning: { ...fineTuning, afterEpochs: 3 } });
    expect(() => later.restore(state)).toThrow(/fineTuning: expected .*"afterEpochs":2/);
  });

  it('too many pictures at once are refused before the first step', () => {
    const backend = new CpuBackend();
    const { model, data } = captionerOfPixels(backend);
    Object.defineProperty(backend, 'maxBufferLength', { value: 4000 });
    const make = () => new CaptioningTrainer(model, data, { ...settings, fineTuning });
    expect(make).toThrow(DeviceError);
    expect(make).toThrow(/Lower .*the minibatch/);
  });
});
