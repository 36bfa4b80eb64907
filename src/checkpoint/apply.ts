import { requireDataset, requireList, requireMethods, requireObject } from '../arguments.ts';
import type { CaptionDataset } from '../data/dataset.ts';
import { CheckpointError, ShapeError } from '../errors.ts';
import { CaptioningRNN } from '../model/captioning_rnn.ts';
import type { Backend } from '../ops/backend.ts';
import { rejectUnknownOptions } from '../option_checks.ts';
import type { Storage } from '../options/model_options.ts';
import type { CaptioningTrainer } from '../train/trainer.ts';
import { captioningOptions, checkParameters, optionsOf } from './captioner_options.ts';
import { type Checkpoint, requireCheckpoint } from './checkpoint.ts';
import { datasetMark } from './fingerprint.ts';
import { checkWords } from './words.ts';

/** What goes into a checkpoint besides the model. */
export interface CheckpointParts {
  /** The data set: its words are the model's. */
  readonly data: CaptionDataset;
  /** Kept as well, so that the training can be resumed. No step may be under way. */
  readonly trainer?: CaptioningTrainer;
  /** Plain JSON of your own. */
  readonly notes?: Readonly<Record<string, unknown>>;
}

/**
 * A checkpoint of a model as it is now.
 * @throws ShapeError when the data set has another number of words; what `CaptioningTrainer.state` throws
 */
export async function checkpointOf(
  model: CaptioningRNN,
  parts: CheckpointParts,
  where = 'saveCheckpoint',
): Promise<Checkpoint> {
  requireMethods(`${where}: model`, 'a CaptioningRNN', model, ['readParams']);
  rejectUnknownOptions(where, parts, ['data', 'trainer', 'notes']);
  const { data, trainer, notes } = parts;
  requireDataset(`${where}: data`, data);
  if (trainer !== undefined) requireMethods(`${where}: trainer`, 'a CaptioningTrainer', trainer, ['state']);
  if (notes !== undefined) requireObject(`${where}: notes`, 'an object', notes);
  const { V } = model.configuration;
  const vocabulary = [...data.vocabulary.idxToWord];
  if (vocabulary.length !== V) {
    throw new ShapeError({
      where: `${where}: vocabulary`,
      expected: `${V} words, as the model has`,
      found: `${vocabulary.length}`,
    });
  }
  const training = await trainer?.state();
  return {
    configuration: optionsOf(model.configuration),
    vocabulary,
    parameters: await model.readParams(),
    dataset: datasetMark(data),
    ...(training && { training }),
    ...(notes && { notes }),
  };
}

/**
 * A new model with a checkpoint's words and parameters. The parameters are float32 whatever the model's storage was, so
 * that any other `storage` will do.
 * @throws DeviceError when the model is too large for the backend, or wants float16 storage of a device without it;
 * DataError when a parameter is not finite in that storage
 */
export function captionerOf(
  backend: Backend,
  checkpoint: Checkpoint,
  storage: Storage | undefined = checkpoint?.configuration?.storage,
): CaptioningRNN {
  requireCheckpoint('loadCaptioner: checkpoint', checkpoint);
  checkParameters('loadCaptioner', checkpoint);
  const model = new CaptioningRNN(backend, {
    ...captioningOptions(checkpoint),
    ...(storage !== undefined && { storage }),
  });
  try {
    model.setParams(checkpoint.parameters);
  } catch (error) {
    model.destroy();
    throw error;
  }
  return model;
}

/**
 * Puts a checkpoint's parameters into a model that runs with `vocabulary`.
 * @throws CheckpointError when cell, sizes or words are others; the model is untouched then
 */
export function loadInto(model: CaptioningRNN, checkpoint: Checkpoint, vocabulary: readonly string[]): void {
  requireMethods('loadInto: model', 'a CaptioningRNN', model, ['setParams']);
  requireCheckpoint('loadInto: checkpoint', checkpoint);
  requireList('loadInto: vocabulary', 'a list of words by number', vocabulary);
  checkModel(model, checkpoint);
  checkWords('checkpoint', checkpoint.vocabulary, vocabulary);
  checkParameters('loadInto', checkpoint);
  model.setParams(checkpoint.parameters);
}

/**
 * Lets a trainer and its model resume exactly where a checkpoint was taken.
 * @throws CheckpointError when cell, sizes, storage, words or data are others, or there are weights only; OptionError naming a
 * trainer's option that differs. Model and trainer are untouched then.
 */
export function resumeTraining(trainer: CaptioningTrainer, checkpoint: Checkpoint, data: CaptionDataset): void {
  requireMethods('resume: trainer', 'a CaptioningTrainer', trainer, ['restore']);
  requireCheckpoint('resume: checkpoint', checkpoint);
  requireDataset('resume: data', data);
  const { training } = checkpoint;
  if (!training) {
    const found = 'weights only';
    const remedy = 'Train the model of loadCaptioner anew from there.';
    throw new CheckpointError({ where: 'resume', expected: 'the state of a training', found, remedy });
  }
  checkModel(trainer.model, checkpoint);
  checkStorage(trainer.model, checkpoint);
  checkDataset(checkpoint, data);
  // All that could be refused of the parameters, before the trainer changes.
  checkParameters('resume', checkpoint);
  trainer.model.checkParams(checkpoint.parameters);
  trainer.restore(training);
  trainer.model.setParams(checkpoint.parameters);
}

/** Rounded otherwise, the steps to come would be others. */
function checkStorage({ configuration }: CaptioningRNN, { configuration: saved }: Checkpoint): void {
  const { storage: found = 'float32' } = saved;
  if (found === configuration.storage) return;
  throw new CheckpointError({
    where: 'checkpoint: storage',
    expected: `${configuration.storage}, as the model has`,
    found,
    remedy: 'Make the model with the same storage to resume; the weights alone fit any.',
  });
}

/** @throws CheckpointError when words or captions are not those that a checkpoint was trained on */
export function checkDataset(checkpoint: Checkpoint, data: CaptionDataset): void {
  requireCheckpoint('checkData: checkpoint', checkpoint);
  requireDataset('checkData: data', data);
  checkWords('checkpoint', checkpoint.vocabulary, data.vocabulary.idxToWord);
  const { dataset } = checkpoint;
  const { name, fingerprint } = datasetMark(data);
  if (!dataset || dataset.fingerprint === fingerprint) return;
  throw new CheckpointError({
    where: 'checkpoint: data set',
    expected: `${name} (${fingerprint}), which is loaded`,
    found: `${dataset.name} (${dataset.fingerprint})`,
    remedy:
      'Load the data that it was trained on, the same part of them, to resume; its weights can be used as they are.',
  });
}

function checkModel({ configuration }: CaptioningRNN, { configuration: saved }: Checkpoint): void {
  const sizes = (cell: string, ...[D, W, H]: number[]) => `${cell} with inputDim ${D}, wordvecDim ${W}, hiddenDim ${H}`;
  // A captioner of features has no say in the network that makes them.
  const { cellType, W, H } = configuration;
  const D = saved.encoder ? configuration.D : configuration.E;
  const expected = sizes(cellType, D, W, H);
  const found = sizes(saved.cellType, saved.inputDim, saved.wordvecDim, saved.hiddenDim);
  if (expected !== found) {
    const remedy = 'loadCaptioner makes a model that fits.';
    throw new CheckpointError({ where: 'checkpoint: model', expected: `${expected}, as the model is`, found, remedy });
  }
}
