import type { Checkpoint } from '../checkpoint/checkpoint.ts';
import type { CaptionDataset } from '../data/dataset.ts';
import { OptionError } from '../errors.ts';
import type { CaptioningOptions } from '../model/configuration.ts';
import { oneOf, rejectUnknownOptions } from '../options.ts';
import type { TrainerOptions } from '../train/options.ts';
import { type RunDefaults, type RunOptions, runDefaults } from './protocol.ts';

/** Options of a run, checked for names; `iterations` only where it was given. */
export type Settings = RunDefaults & Pick<RunOptions, 'iterations'>;

/** Options with their defaults. @throws OptionError for an unknown option; values are checked by model and trainer. */
export function withDefaults(options: RunOptions): Settings {
  rejectUnknownOptions('run', options, [...Object.keys(runDefaults), 'iterations']);
  const given = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
  return { ...runDefaults, ...given };
}

/** What a run with these weights cannot choose. */
export function sizesOf({ configuration }: Checkpoint): Pick<RunOptions, 'cellType' | 'wordvecDim' | 'hiddenDim'> {
  const { cellType, wordvecDim, hiddenDim } = configuration;
  return { cellType, wordvecDim, hiddenDim };
}

/** What may change when a run goes on. */
const LENGTH = ['numEpochs', 'iterations'];

/** Options of a run that goes on. @throws OptionError for one that says more than how long */
export function resumedSettings(saved: RunOptions, options: RunOptions): Settings {
  rejectUnknownOptions('run that goes on', options, LENGTH);
  const { iterations, ...others } = saved;
  const until = options.numEpochs === undefined && iterations !== undefined ? { iterations } : {};
  return withDefaults({ ...others, ...until, ...options });
}

/** The model that a run trains on this data set. */
export function modelOptions(
  { cellType, wordvecDim, hiddenDim, seed }: Settings,
  data: CaptionDataset,
): CaptioningOptions {
  return {
    wordToIdx: data.vocabulary.wordToIdx,
    inputDim: data.featureLength,
    wordvecDim,
    hiddenDim,
    cellType,
    seed,
  };
}

/** What a run's options mean to the trainer. */
export function trainerOptions(settings: Settings): TrainerOptions {
  const { updateRule, learningRate, batchSize, numEpochs, iterations, sampling, seed } = settings;
  const { wordDropout, outputDropout, clipNorm, labelSmoothing, weightDecay, scheduledSampling } = settings;
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
    verbose: false,
  };
}

/** `lrDecay` is what a schedule multiplies by, if it multiplies. */
function scheduleOptions(settings: Settings): Pick<TrainerOptions, 'lrDecay' | 'schedule'> {
  const { lrDecay, validateEvery, warmupSteps: warmUp } = settings;
  switch (oneOf('run: schedule', settings.schedule, ['step', 'cosine', 'plateau'])) {
    case 'step':
      return { lrDecay, schedule: { warmUp } };
    case 'cosine':
      return { schedule: { kind: 'cosine', warmUp } };
    case 'plateau':
      if (validateEvery > 0) return { schedule: { kind: 'plateau', warmUp, factor: lrDecay, patience: 0 } };
      throw new OptionError({ where: 'run: schedule plateau', expected: 'validateEvery above 0', found: '0' });
  }
}
