import type { Checkpoint } from '../checkpoint/checkpoint.ts';
import type { CaptionDataset } from '../data/dataset.ts';
import { OptionError } from '../errors.ts';
import type { CaptioningOptions } from '../model/configuration.ts';
import { oneOf, rejectUnknownOptions } from '../options.ts';
import type { FineTuningOptions } from '../train/fine_tuning.ts';
import type { TrainerOptions } from '../train/trainer_options.ts';
import { type RunDefaults, type RunOptions, runDefaults } from './protocol.ts';
import type { TrainingData } from './training_data.ts';

/** Options of a run, checked for names; `iterations` only where it was given. */
export type Settings = RunDefaults & Pick<RunOptions, 'iterations'>;

const checkNames = (options: RunOptions) =>
  rejectUnknownOptions('run', options, [...Object.keys(runDefaults), 'iterations']);

/** Options with their defaults. @throws OptionError for an unknown option; values are checked by model and trainer. */
export function withDefaults(options: RunOptions, defaults = runDefaults): Settings {
  checkNames(options);
  const given = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
  // A network that is trained reads each picture of a minibatch once, for all its captions.
  const together = (options.finetuneCnnAfter ?? -1) >= 0 && ({ sampling: 'pictures' } as const);
  return { ...defaults, ...together, ...given };
}

/** What a run with these weights cannot choose. */
export function sizesOf({ configuration }: Checkpoint): Pick<RunOptions, 'cellType' | 'wordvecDim' | 'hiddenDim'> {
  const { cellType, wordvecDim, hiddenDim } = configuration;
  return { cellType, wordvecDim, hiddenDim };
}

/** What may change when a run is resumed: how long it is. */
const LENGTH: readonly string[] = ['numEpochs', 'iterations'];

/** The first of `options` that contradicts what a run was saved with. To say the same again is no contradiction. */
export function contradiction(saved: RunOptions, options: RunOptions) {
  checkNames(options);
  const before: Readonly<Record<string, unknown>> = withDefaults(saved);
  const differing = Object.entries(options).find(
    ([name, value]) => value !== undefined && !LENGTH.includes(name) && value !== before[name],
  );
  if (!differing) return undefined;
  const [option, given] = differing;
  return { option, saved: String(before[option]), given: String(given) };
}

/**
 * Options of a run that is resumed: those it was saved with, and how long it is to be.
 * @throws OptionError for one that differs from what was saved, other than `numEpochs` and `iterations`
 */
export function resumedSettings(saved: RunOptions, options: RunOptions): Settings {
  const differing = contradiction(saved, options);
  if (differing) {
    const { option, given } = differing;
    throw new OptionError({
      where: `run to resume: ${option}`,
      option,
      expected: `${differing.saved}, as in the checkpoint`,
      found: given,
      remedy: 'Leave it as it was to resume the run, or start a new one.',
    });
  }
  const { iterations, ...others } = saved;
  const until = options.numEpochs === undefined && iterations !== undefined ? { iterations } : {};
  return withDefaults({ ...others, ...until, ...options });
}

/** @throws OptionError when a resumed run is to end before where it is: what it has learnt since cannot be taken back */
export function checkLength({ numEpochs, iterations }: Settings, done: number, totalSteps: number): void {
  if (totalSteps >= done) return;
  const option = iterations === totalSteps ? 'iterations' : 'numEpochs';
  throw new OptionError({
    where: `run to resume: ${option}`,
    option,
    expected: `at least the ${done} steps that are done`,
    found: option === 'iterations' ? `${totalSteps}` : `${numEpochs}, which is ${totalSteps} steps`,
    remedy: 'Give a larger number, or leave it out.',
  });
}

/** The model that a run trains on this data set. */
export function modelOptions(
  { cellType, wordvecDim, hiddenDim, seed }: Settings,
  { data, encoder }: Pick<TrainingData, 'data' | 'encoder'>,
): CaptioningOptions {
  return {
    wordToIdx: data.vocabulary.wordToIdx,
    inputDim: data.featureLength,
    ...(encoder && { encoder }),
    wordvecDim,
    hiddenDim,
    cellType,
    seed,
  };
}

/** What a run's options mean to the trainer. */
export function trainerOptions(
  settings: Settings,
  { original }: Pick<CaptionDataset, 'original'> = {},
): TrainerOptions {
  const { updateRule, learningRate, batchSize, numEpochs, iterations, sampling, seed } = settings;
  const { wordDropout, outputDropout, clipNorm, labelSmoothing, weightDecay, scheduledSampling, finetuneCnnAfter } =
    settings;
  return {
    updateRule,
    updaterConfig: { learningRate },
    ...scheduleOptions(settings),
    batchSize,
    numEpochs,
    ...(iterations === undefined ? {} : { maxSteps: iterations }),
    sampling,
    seed,
    dropout: { words: wordDropout, output: outputDropout },
    ...(clipNorm === 0 ? {} : { clipNorm }),
    labelSmoothing,
    weightDecay,
    scheduledSampling: { start: scheduledSampling },
    ...(finetuneCnnAfter >= 0 && { fineTuning: fineTuningOf(settings, original) }),
    verbose: false,
  };
}

function fineTuningOf(
  { finetuneCnnAfter: afterEpochs, cnnLearningRate: learningRate }: Settings,
  original: CaptionDataset | undefined,
): FineTuningOptions {
  const features = original?.splits.train?.features;
  return { afterEpochs, learningRate, ...(features && { features }) };
}

/**
 * Whether a network is to be fine-tuned.
 * @throws OptionError for a number of epochs that is none, or more than the run has
 */
export function finetunes({ finetuneCnnAfter, numEpochs }: Settings): boolean {
  const option = 'finetuneCnnAfter';
  if (finetuneCnnAfter === -1) return false;
  if (Number.isInteger(finetuneCnnAfter) && finetuneCnnAfter >= 0 && finetuneCnnAfter < numEpochs) return true;
  const expected = `−1 (never), or from 0 to ${numEpochs - 1}: the run has ${numEpochs} epochs`;
  throw new OptionError({ where: `run: ${option}`, option, expected, found: `${finetuneCnnAfter}` });
}

/** `lrDecay` is what a schedule multiplies by, if it multiplies. */
function scheduleOptions(settings: Settings): Pick<TrainerOptions, 'lrDecay' | 'schedule'> {
  const { lrDecay, validateEvery, warmupSteps: warmUp, holdRate: hold } = settings;
  switch (oneOf('run: schedule', settings.schedule, ['step', 'cosine', 'plateau'])) {
    case 'step':
      return { lrDecay, schedule: { warmUp } };
    case 'cosine':
      return { schedule: { kind: 'cosine', warmUp, hold } };
    case 'plateau':
      if (validateEvery > 0) return { schedule: { kind: 'plateau', warmUp, factor: lrDecay, patience: 0 } };
      throw new OptionError({ where: 'run: schedule plateau', expected: 'validateEvery above 0', found: '0' });
  }
}
