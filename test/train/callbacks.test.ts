import { describe, expect, it } from 'vitest';
import { CpuBackend } from '../../src/cpu/backend.ts';
import type { CaptionDataset } from '../../src/data/dataset.ts';
import { CaptioningRNN } from '../../src/model/captioning_rnn.ts';
import type { TrainControl } from '../../src/train/control.ts';
import { CaptioningTrainer } from '../../src/train/trainer.ts';
import type { TrainerOptions } from '../../src/train/trainer_options.ts';
import { smallDataset } from '../support/dataset.ts';

const data = smallDataset();
const STEPS = 10;
/** The call of a callback that throws. */
const AT = 4;

function setUp(options: TrainerOptions = {}, from: CaptionDataset = data) {
  const { wordToIdx } = data.vocabulary;
  const model = new CaptioningRNN(new CpuBackend(), { wordToIdx, inputDim: 4, wordvecDim: 3, hiddenDim: 5, seed: 2 });
  const settings = { updateRule: 'adam', sampling: 'shuffled', batchSize: 4, maxSteps: STEPS, printEvery: 1 } as const;
  return { model, trainer: new CaptioningTrainer(model, from, { ...settings, log: () => {}, ...options }) };
}

/** Everything that a training has come to. */
async function outcome({ model, trainer }: ReturnType<typeof setUp>) {
  return { state: await trainer.state(), parameters: model.params };
}

const fault = new Error('a fault of the caller');

/** Throws, in the way that is asked for, when it has been called so often. */
function failing<T>(fail: () => T, calls = { count: 0 }): () => T | undefined {
  return () => (++calls.count === AT ? fail() : undefined);
}

const throws = (): never => {
  throw fault;
};
const rejects = () => Promise.reject(fault);

/** What `train` and the trainer are given, by what fails. */
const faults: Readonly<Record<string, () => { control?: TrainControl; options?: TrainerOptions }>> = {
  'onStep throws': () => ({ control: { onStep: failing(throws) } }),
  'onStep gives a promise that rejects': () => ({ control: { onStep: failing(rejects) } }),
  'log throws': () => ({ options: { log: failing(throws) } }),
  'log gives a promise that rejects': () => ({ options: { log: failing(rejects) } }),
  'beforeStep throws': () => ({ control: { beforeStep: failing(throws) } }),
  'beforeStep gives a promise that rejects': () => ({ control: { beforeStep: failing(rejects) } }),
  'beforeStep gives a function that throws': () => ({ control: { beforeStep: failing(() => throws) } }),
  'beforeStep gives a function whose promise rejects': () => ({ control: { beforeStep: failing(() => rejects) } }),
  'the signal throws': () => {
    const look = failing(throws);
    const { signal } = new AbortController();
    return { control: { signal: Object.defineProperty(signal, 'aborted', { get: () => look() ?? false }) } };
  },
};

describe('a callback that fails ends training, and no step is lost', () => {
  it.each(Object.keys(faults))('%s', async (name) => {
    const unbroken = setUp();
    await unbroken.trainer.train();

    const { control, options } = faults[name]?.() ?? {};
    const broken = setUp(options);
    await expect(broken.trainer.train(control)).rejects.toBe(fault);
    const { state, parameters } = await outcome(broken);
    // As many steps as the parameters have seen: an unbroken training of this length has the same numbers.
    const asFar = setUp({ maxSteps: state.step });
    await asFar.trainer.train();
    expect(state.step).toBeGreaterThanOrEqual(AT - 1);
    expect(state.lossHistory).toEqual(unbroken.trainer.lossHistory.slice(0, state.step));
    expect(parameters).toEqual(asFar.model.params);

    const resumed = setUp();
    resumed.model.setParams(parameters);
    resumed.trainer.restore(state);
    for (const each of [broken, resumed]) {
      await each.trainer.train();
      expect(await outcome(each)).toEqual(await outcome(unbroken));
    }
  });

  it('and no callback is called again', async () => {
    const steps: number[] = [];
    const { trainer } = setUp();
    const onStep = ({ step }: { step: number }) => {
      steps.push(step);
      if (step === AT) throw fault;
    };
    await expect(trainer.train({ onStep })).rejects.toBe(fault);
    expect(steps).toEqual([1, 2, 3, 4]);
    expect(trainer.lossHistory.length).toBeGreaterThan(AT);
  });
});

describe('features that cannot be read', () => {
  /** Too many to stay on the device, so that every minibatch reads its own. */
  const many = (readRows: (rows: ArrayLike<number>) => Float32Array): CaptionDataset => {
    const { train } = data.splits;
    if (!train) throw new Error('no split train');
    const features = { ...train.features, count: 2 ** 25, readRows };
    return { ...data, splits: { train: { ...train, features } } };
  };
  const read = (rows: ArrayLike<number>) => data.splits.train?.features.readRows(rows) ?? new Float32Array();

  it('end training before the step that needs them', async () => {
    const unbroken = setUp({}, many(read));
    await unbroken.trainer.train();
    let [calls, broken] = [0, true];
    const reads = (rows: ArrayLike<number>) => {
      if (++calls >= AT && broken) throw fault;
      return read(rows);
    };
    const failed = setUp({}, many(reads));
    await expect(failed.trainer.train()).rejects.toBe(fault);
    expect((await failed.trainer.state()).step).toBe(AT - 1);
    broken = false;
    await failed.trainer.train();
    expect(await outcome(failed)).toEqual(await outcome(unbroken));
  });
});
