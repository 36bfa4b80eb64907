import type { Checkpoint } from '../checkpoint/checkpoint.ts';
import type { CaptionDataset } from '../data/dataset.ts';
import { OptionError } from '../errors.ts';
import type { CaptioningOptions } from '../model/configuration.ts';
import {
  dropoutOptions,
  lossOptions,
  scheduledSamplingOptions,
  updateOptions,
} from '../options/regularisation_options.ts';
import {
  checkRunOptions,
  checkTogether,
  fromRun,
  type RunDefaults,
  type RunOptions,
  runDefaults,
  runTables,
} from '../options/run_options.ts';
import { fineTuningOptions, scheduleOptions, trainingOptions, updaterOptions } from '../options/training_options.ts';
import type { TrainerOptions } from '../train/trainer_options.ts';
import type { TrainingData } from './training_data.ts';

/** Options of a run, checked for names; `iterations` only where it was given. */
export type Settings = RunDefaults & Pick<RunOptions, 'iterations'>;

/**
 * Options with their defaults.
 * @throws OptionError for an option that is unknown or out of range, or that does not go with another
 */
export function withDefaults(options: RunOptions, defaults = runDefaults): Settings {
  checkRunOptions('run', options);
  const given = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
  // A network that is trained reads each picture of a minibatch once, for all its captions.
  const together = (options.finetuneCnnAfter ?? -1) >= 0 && ({ sampling: 'pictures' } as const);
  const settings = { ...defaults, ...together, ...given };
  checkTogether(settings);
  return settings;
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
  checkRunOptions('run', options);
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
  settings: Settings,
  { data, encoder }: Pick<TrainingData, 'data' | 'encoder'>,
): CaptioningOptions {
  return {
    ...fromRun(runTables.model, settings),
    wordToIdx: data.vocabulary.wordToIdx,
    inputDim: data.featureLength,
    ...(encoder && { encoder }),
  };
}

/** What a run's options mean to the trainer. */
export function trainerOptions(
  settings: Settings,
  { original }: Pick<CaptionDataset, 'original'> = {},
): TrainerOptions {
  const features = original?.splits.train?.features;
  const fineTuning = fromRun(fineTuningOptions, settings);
  const { afterEpochs } = fineTuning;
  return {
    ...fromRun(trainingOptions, settings),
    ...fromRun(lossOptions, settings),
    ...fromRun(updateOptions, settings),
    updaterConfig: fromRun(updaterOptions, settings),
    ...scheduleOf(settings),
    dropout: fromRun(dropoutOptions, settings),
    scheduledSampling: fromRun(scheduledSamplingOptions, settings),
    ...(afterEpochs !== undefined && { fineTuning: { ...fineTuning, afterEpochs, ...(features && { features }) } }),
    verbose: false,
  };
}

/** Whether a network is to be fine-tuned. */
export const finetunes = ({ finetuneCnnAfter }: Settings) => finetuneCnnAfter >= 0;

/** `lrDecay` is what a schedule multiplies by, if it multiplies. */
function scheduleOf(settings: Settings): Pick<TrainerOptions, 'lrDecay' | 'schedule'> {
  const { hold, ...schedule } = fromRun(scheduleOptions, settings);
  switch (settings.schedule) {
    case 'step':
      return { schedule };
    case 'cosine':
      return { lrDecay: 1, schedule: { ...schedule, hold } };
    case 'plateau':
      return { lrDecay: 1, schedule: { ...schedule, factor: settings.lrDecay, patience: 0 } };
  }
}
