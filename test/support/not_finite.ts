import { DataError, TrainingError } from '../../src/errors.ts';
import { evaluateCaptions } from '../../src/evaluate/evaluate_captions.ts';
import { teacherForcedLoss } from '../../src/evaluate/teacher_forced_loss.ts';
import { CaptioningRNN } from '../../src/model/captioning_rnn.ts';
import { deviceOrder, entryOf, PARAMETER_NAMES, type ParameterName } from '../../src/model/parameter_names.ts';
import type { Backend } from '../../src/ops/backend.ts';
import type { CellType, Storage } from '../../src/options/model_options.ts';
import { type FloatTensor, tensor } from '../../src/tensor.ts';
import { CaptioningTrainer } from '../../src/train/trainer.ts';
import type { TrainerOptions } from '../../src/train/trainer_options.ts';
import { equal, fails } from '../gpu/check.ts';
import { smallDataset } from './dataset.ts';
import { MadeBuffers } from './made_buffers.ts';

// No array is of odd length: halves are written in pairs.
const sizes = { N: 6, T: 5, D: 4, W: 4, H: 6, V: 9 };
const data = smallDataset(sizes);
const NOT_FINITE = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
const rules = { noImmediateRepeat: true, noRepeatedTrigram: true, badEndings: ['word4'], alternatives: 2 };

function modelOn(backend: Backend, cellType: CellType, storage: Storage): CaptioningRNN {
  const { wordToIdx } = data.vocabulary;
  const { D, W, H } = sizes;
  const options = { wordToIdx, inputDim: D, wordvecDim: W, hiddenDim: H, cellType, storage, seed: 3 };
  return new CaptioningRNN(backend, options);
}

const trainerOf = (model: CaptioningRNN, options: TrainerOptions = {}) =>
  new CaptioningTrainer(model, data, {
    updateRule: 'adam',
    batchSize: sizes.N,
    maxSteps: 9,
    verbose: false,
    ...options,
  });

const features = (value?: number) => {
  const numbers = Float32Array.from({ length: sizes.N * sizes.D }, (_, i) => Math.sin(i + 1));
  if (value !== undefined) numbers[2 * sizes.D + 1] = value;
  return tensor([sizes.N, sizes.D], numbers);
};
const captions = tensor(
  [sizes.N, sizes.T + 1],
  data.splits.train?.captions.slice(0, sizes.N * (sizes.T + 1)) ?? new Int32Array(),
);

/** Everything that computes with features which are handed in. A long caption projects all words, a short one its own. */
const onFeatures: Readonly<Record<string, (model: CaptioningRNN, x: FloatTensor) => Promise<unknown>>> = {
  loss: (model, x) => model.loss(x, captions),
  evaluateLoss: (model, x) => model.evaluateLoss(x, captions),
  sample: (model, x) => model.sample(x, 6),
  'short sample': (model, x) => model.sample(x, 2),
  greedy: (model, x) => model.decode(x, { maxLength: 6 }),
  'greedy with rules': (model, x) => model.decode(x, { maxLength: 2, ...rules }),
  sampled: (model, x) => model.decode(x, { method: 'sample', maxLength: 6, topK: 5, topP: 0.9, ...rules }),
  'beam search': (model, x) => model.decode(x, { method: 'beam', maxLength: 6, nBest: 3, ...rules }),
};

/** Everything that computes with parameters. */
const onParameters: Readonly<Record<string, (model: CaptioningRNN) => Promise<unknown>>> = {
  ...Object.fromEntries(Object.entries(onFeatures).map(([name, run]) => [name, (model) => run(model, features())])),
  teacherForcedLoss: (model) => teacherForcedLoss(model, data, 'train'),
  evaluateCaptions: (model) => evaluateCaptions(model, data, 'train', { decoding: { maxLength: 6 } }),
  readParams: (model) => model.readParams(),
};

/**
 * A place that every minibatch and every caption reads: for word vectors in the row of `<START>`. For the scores it is that
 * of `<NULL>`, which is no target, so that −∞ there would only be a word that is never said.
 */
function placeIn(name: ParameterName, length: number): number {
  if (name === 'W_embed') return sizes.W + 1;
  return name === 'b_vocab' ? 0 : Math.floor(length / 2);
}

/**
 * Holds that a number which is not finite, put into each parameter in turn, never becomes a finite loss, a caption or a
 * score: not by `setParams`, which refuses it, and not by damage on the device, which what is computed from it shows.
 */
export async function parametersStayFinite(backend: Backend, cellType: CellType, storage: Storage): Promise<void> {
  const made = new MadeBuffers(backend);
  const model = modelOn(backend, cellType, storage);
  const training = trainerOf(model);
  const sampling = trainerOf(model, { scheduledSampling: { start: 1 } });
  const good = await model.evaluateLoss(features(), captions);
  const before = model.params;
  for (const [part, name] of deviceOrder(PARAMETER_NAMES).entries()) {
    const { shape, data: values } = entryOf(before, name);
    const place = placeIn(name, values.length);
    for (const value of NOT_FINITE) {
      const what = `${name} with ${value}`;
      const damaged = values.slice();
      damaged[place] = value;
      const held = model.params;
      await fails(() => model.setParams({ [name]: { shape, data: damaged } }), DataError, /^setParams: \w+\[\d/);
      equal(model.params === held, true, `parameters as they were, ${what}`);
      // Where in the device's order of gates it lies does not matter.
      backend.write(made.get('parameters', part), damaged);
      if (storage === 'float16' && !name.startsWith('b')) backend.write(made.get('half weights', part), damaged);
      for (const [way, run] of Object.entries(onParameters))
        await fails(() => run(model), DataError, /finite/, `${way}, ${what}`);
      for (const one of [training, sampling]) {
        await fails(() => one.train(), TrainingError, /^training step 1: .*finite/, `training, ${what}`);
        equal([one.lossHistory.length, (await one.state()).step], [0, 0], `steps done, ${what}`);
      }
      model.setParams(before);
      equal(await model.evaluateLoss(features(), captions), good, `the loss after ${what}`);
    }
  }
  await training.train();
  equal(training.lossHistory.length, 9, 'steps with good parameters');
}

/** Holds the same of features, handed in or damaged on the device. */
export async function featuresStayFinite(backend: Backend, cellType: CellType, storage: Storage): Promise<void> {
  const made = new MadeBuffers(backend);
  const model = modelOn(backend, cellType, storage);
  for (const value of NOT_FINITE) {
    for (const [way, run] of Object.entries(onFeatures)) {
      await fails(() => run(model, features(value)), DataError, /features\[2, 1\]: expected a finite number/, way);
    }
    const training = trainerOf(model);
    const resident = made.get('resident features');
    backend.write(resident, new Float32Array(resident.length).fill(value));
    await fails(() => training.train(), TrainingError, /^training step 1: .*finite/, `training with ${value}`);
    training.destroy();
  }
  if (backend.precision === 'float32') {
    const beyond = tensor([sizes.N, sizes.D], Float64Array.from(features().data).fill(1e39, 9, 10));
    for (const run of Object.values(onFeatures)) {
      await fails(() => run(model, beyond), DataError, /features\[2, 1\]: expected a number that is finite in float32/);
    }
  }
}
