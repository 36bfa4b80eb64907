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

/** The parts of a checkpoint besides the model. */
export interface CheckpointParts {
  /** The data set, with the model's vocabulary. */
  readonly data: CaptionDataset;
  /** Saved as well, so that training can be resumed. No step may be in progress. */
  readonly trainer?: CaptioningTrainer;
  /** Any plain JSON. */
  readonly notes?: Readonly<Record<string, unknown>>;
}

/**
 * A checkpoint of a model's current state.
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
      expected: `${V} words, as in the model`,
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
 * A new model with a checkpoint's vocabulary and parameters. Saved parameters are float32 whatever the model's storage was,
 * so that any `storage` can be chosen.
 * @throws DeviceError when the model is too large for the backend, or needs float16 storage, which the device lacks;
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
 * Loads a checkpoint's parameters into a model with this `vocabulary`.
 * @throws CheckpointError when cell, sizes or words differ; the model is then unchanged
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
 * Restores a trainer and its model to the state of a checkpoint, so that training resumes with the same bits.
 * @throws CheckpointError when cell, sizes, storage, words or data differ, or the checkpoint has only weights; OptionError naming
 * a trainer option that differs. Model and trainer are then unchanged.
 */
export function resumeTraining(trainer: CaptioningTrainer, checkpoint: Checkpoint, data: CaptionDataset): void {
  requireMethods('resume: trainer', 'a CaptioningTrainer', trainer, ['restore']);
  requireCheckpoint('resume: checkpoint', checkpoint);
  requireDataset('resume: data', data);
  const { training } = checkpoint;
  if (!training) {
    const found = 'weights only';
    const remedy = 'Start a new training from the model of loadCaptioner.';
    throw new CheckpointError({ where: 'resume', expected: 'a training state', found, remedy });
  }
  checkModel(trainer.model, checkpoint);
  checkStorage(trainer.model, checkpoint);
  checkDataset(checkpoint, data);
  // Every check of the parameters comes before the trainer changes.
  checkParameters('resume', checkpoint);
  trainer.model.checkParams(checkpoint.parameters);
  trainer.restore(training);
  trainer.model.setParams(checkpoint.parameters);
}

/** With other rounding, the next steps would differ. */
function checkStorage({ configuration }: CaptioningRNN, { configuration: saved }: Checkpoint): void {
  const { storage: found = 'float32' } = saved;
  if (found === configuration.storage) return;
  throw new CheckpointError({
    where: 'checkpoint: storage',
    expected: `${configuration.storage}, as in the model`,
    found,
    remedy: 'To resume, make the model with the same storage; loading only the weights works with any.',
  });
}

/** @throws CheckpointError when words or captions differ from those that a checkpoint was trained on */
export function checkDataset(checkpoint: Checkpoint, data: CaptionDataset): void {
  requireCheckpoint('checkData: checkpoint', checkpoint);
  requireDataset('checkData: data', data);
  checkWords('checkpoint', checkpoint.vocabulary, data.vocabulary.idxToWord);
  const { dataset } = checkpoint;
  const { name, fingerprint } = datasetMark(data);
  if (!dataset || dataset.fingerprint === fingerprint) return;
  throw new CheckpointError({
    where: 'checkpoint: data set',
    expected: `${name} (${fingerprint}), the data set that is loaded`,
    found: `${dataset.name} (${dataset.fingerprint})`,
    remedy: 'To resume, load the data that it was trained on, with the same subset; its weights can be used with any.',
  });
}

function checkModel({ configuration }: CaptioningRNN, { configuration: saved }: Checkpoint): void {
  const sizes = (cell: string, ...[D, W, H]: number[]) => `${cell} with inputDim ${D}, wordvecDim ${W}, hiddenDim ${H}`;
  // A captioner of features does not depend on the network that makes them.
  const { cellType, W, H } = configuration;
  const D = saved.encoder ? configuration.D : configuration.E;
  const expected = sizes(cellType, D, W, H);
  const found = sizes(saved.cellType, saved.inputDim, saved.wordvecDim, saved.hiddenDim);
  if (expected !== found) {
    const remedy = 'loadCaptioner makes a matching model.';
    throw new CheckpointError({ where: 'checkpoint: model', expected: `${expected}, as in the model`, found, remedy });
  }
}
