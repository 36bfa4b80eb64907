import { CpuBackend } from '../../src/cpu/backend.ts';
import { DataError, TrainingError } from '../../src/errors.ts';
import { firstNonFinite } from '../../src/finite.ts';
import { CaptioningRNN } from '../../src/model/captioning_rnn.ts';
import { PARAMETER_NAMES } from '../../src/model/parameter_names.ts';
import { pixelEncoder } from '../../src/model/pixel_encoder.ts';
import type { Backend } from '../../src/ops/backend.ts';
import type { CellType, Storage } from '../../src/options/model_options.ts';
import type { UpdateRuleName } from '../../src/options/training_options.ts';
import { tensor } from '../../src/tensor.ts';
import { CaptioningTrainer } from '../../src/train/trainer.ts';
import type { TrainerOptions } from '../../src/train/trainer_options.ts';
import { atMost, equal, fails } from '../gpu/check.ts';
import { smallDataset } from './dataset.ts';
import { UPDATE_RULES } from './update_rules.ts';

const data = smallDataset();

function modelOn(backend: Backend, cellType: CellType, storage: Storage = 'float32'): CaptioningRNN {
  const { wordToIdx } = data.vocabulary;
  return new CaptioningRNN(backend, {
    wordToIdx,
    inputDim: 4,
    wordvecDim: 4,
    hiddenDim: 5,
    cellType,
    storage,
    seed: 3,
  });
}

/** Settings with which an update soon makes a finite number infinite, or 0 / 0 of a gradient that is 0. */
const extremes: Readonly<Record<UpdateRuleName, readonly TrainerOptions[]>> = {
  sgd: [
    { updaterConfig: { learningRate: 3e38 }, clipNorm: 10 },
    { updaterConfig: { learningRate: 3e38 }, clipNorm: 10, weightDecay: 1e-39 },
  ],
  sgdMomentum: [{ updaterConfig: { learningRate: 3e37, momentum: 1 }, clipValue: 1 }],
  rmsprop: [{ updaterConfig: { learningRate: 1e-3, epsilon: 0 } }],
  adam: [{ updaterConfig: { epsilon: 0 } }, { updaterConfig: { learningRate: 3e38 } }],
};

/**
 * Holds that a training whose update would overflow stops at that step, with parameters and moments exactly those of a
 * training that is one step shorter, and can be saved.
 */
export async function updatesStayFinite(backend: Backend, cellType: CellType): Promise<void> {
  const every = UPDATE_RULES.flatMap((updateRule) => extremes[updateRule].map((given) => ({ updateRule, ...given })));
  for (const options of every) {
    const what = JSON.stringify(options);
    // float64 holds what these rates come to.
    if (backend.precision === 'float64' && (options.updaterConfig?.learningRate ?? 0) > 1) continue;
    const trained = (maxSteps: number) => {
      const model = modelOn(backend, cellType);
      const settings = { batchSize: 4, sampling: 'shuffled', verbose: false, ...options, maxSteps } as const;
      return { model, trainer: new CaptioningTrainer(model, data, settings) };
    };
    const failed = trained(20);
    await fails(() => failed.trainer.train(), TrainingError, /^training step \d+: .*finite/, what);
    const { step, moments } = await failed.trainer.state();
    const asFar = trained(Math.max(1, step));
    if (step > 0) await asFar.trainer.train();
    equal(failed.trainer.lossHistory, asFar.trainer.lossHistory, `losses, ${what}`);
    for (const name of PARAMETER_NAMES) {
      const found = [...failed.model.params[name].data];
      equal(firstNonFinite(found), -1, `${name}, ${what}`);
      equal(found, [...asFar.model.params[name].data], `${name}, ${what}`);
    }
    equal(moments, (await asFar.trainer.state()).moments, `moments, ${what}`);
  }
}

/**
 * Holds that parameters which are finite, but so great that what is computed from them may overflow, give the loss of
 * float64 or none.
 */
export async function overflowIsTold(backend: Backend, cellType: CellType, storage: Storage): Promise<void> {
  const reference = modelOn(new CpuBackend({ precision: 'float64' }), cellType, storage);
  const model = modelOn(backend, cellType, storage);
  const features = tensor(
    [3, 4],
    Float32Array.from({ length: 12 }, (_, i) => Math.sin(i + 1)),
  );
  const captions = tensor([3, 6], data.splits.train?.captions.slice(0, 18) ?? new Int32Array());
  const before = model.params;
  let refused = 0;
  for (const name of PARAMETER_NAMES) {
    const { shape, data: values } = before[name];
    for (const size of [60_000, 1e19, 3e38]) {
      if (storage === 'float16' && size > 60_000 && !name.startsWith('b')) continue;
      const great = { [name]: { shape, data: Float32Array.from(values, (_, i) => size * Math.sin(7 * i + 1)) } };
      model.setParams({ ...before, ...great });
      reference.setParams({ ...before, ...great });
      const found = await model.evaluateLoss(features, captions).catch((error: unknown) => error);
      const wanted = await reference.evaluateLoss(features, captions).catch((error: unknown) => error);
      if (found instanceof DataError) refused += 1;
      else
        atMost(
          Math.abs(Number(found) / Number(wanted) - 1),
          1e-3,
          `${name} of ${size}: found ${found}, in float64 ${wanted}`,
        );
    }
  }
  atMost(1, refused, 'parameters for which there is no loss, at least');
}

/** Holds that pictures whose variance is not finite stop a training, which keeps the parameters from before it. */
export async function encoderStopsAtOverflow(backend: Backend): Promise<void> {
  const pictures = smallDataset({ D: 16 });
  const { train } = pictures.splits;
  if (!train) throw new Error('no captions');
  const readRows = (rows: Int32Array) =>
    Float32Array.from({ length: 16 * rows.length }, (_, i) => (i % 3 === 0 ? 1e25 : -1e25));
  const great = { ...pictures, splits: { train: { ...train, features: { ...train.features, readRows } } } };
  const { wordToIdx } = pictures.vocabulary;
  const model = new CaptioningRNN(backend, {
    wordToIdx,
    wordvecDim: 4,
    hiddenDim: 5,
    encoder: pixelEncoder({ side: 2, channels: [4] }),
  });
  const options = { batchSize: 4, maxSteps: 2, verbose: false } as const;
  await new CaptioningTrainer(model, pictures, options).train();
  const { W_conv1: before, statistics_conv1: averaged } = model.params;
  const failing = new CaptioningTrainer(model, great, options);
  await fails(() => failing.train(), TrainingError, /^training step 1: .*finite/, 'great pictures');
  equal([...(model.params.W_conv1?.data ?? [])], [...(before?.data ?? [])], 'W_conv1');
  equal([...(model.params.statistics_conv1?.data ?? [])], [...(averaged?.data ?? [])], 'statistics_conv1');
}
