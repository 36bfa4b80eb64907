import { requireCallback } from '../arguments.ts';
import type { Regularisation } from '../model/regularisation.ts';
import { integer, numberBetween, oneOf, positiveInteger, rejectUnknownOptions, trueOrFalse } from '../options.ts';
import { checkFineTuning, type FineTuning, type FineTuningOptions } from './fine_tuning.ts';
import { SAMPLINGS, type Sampling } from './minibatches.ts';
import {
  checkRegularisation,
  checkUpdate,
  REGULARISATION_OPTIONS,
  type RegularisationOptions,
} from './regularisation_options.ts';
import { checkSchedule, type Schedule, type ScheduleOptions } from './schedule.ts';
import { checkScheduledSampling, type ScheduledSamplingSettings } from './scheduled_sampling.ts';
import type { UpdateSettings } from './update.ts';
import { UpdateRule, type UpdateRuleName, type UpdaterConfig } from './update_rules.ts';

/** Options of `CaptioningTrainer`: CS231n's solver in camelCase, plus `sampling`, `seed`, `maxSteps`, `split`, `log` and regularisation. */
export interface TrainerOptions extends RegularisationOptions {
  /** Default `'sgd'`. */
  readonly updateRule?: UpdateRuleName;
  readonly updaterConfig?: UpdaterConfig;
  /** The learning rate is multiplied by it after every epoch. Default 1. */
  readonly lrDecay?: number;
  /** How the learning rate changes besides: warm-up, cosine, plateaus of the validation loss. Default: not at all. */
  readonly schedule?: ScheduleOptions;
  /** Default 100. */
  readonly batchSize?: number;
  /** Default 10. */
  readonly numEpochs?: number;
  /** Ends the training after so many steps, whatever `numEpochs` says. */
  readonly maxSteps?: number;
  /** Default `'random'`. */
  readonly sampling?: Sampling;
  /** Seed of the minibatches. Default 0. */
  readonly seed?: number;
  /** When and how a network that is the model's encoder begins to learn. Default: from the first step, as everything else. */
  readonly fineTuning?: FineTuningOptions;
  /** Split to train on. Default `'train'`. */
  readonly split?: string;
  /** The loss is logged every so many steps. Default 100. */
  readonly printEvery?: number;
  /** Whether anything is logged. Default true. */
  readonly verbose?: boolean;
  /** Where the log goes. Default `console.log`. A promise that it returns is awaited. */
  readonly log?: (line: string) => void;
}

/** Checked trainer options with their defaults. */
export interface TrainerSettings {
  readonly rule: UpdateRule;
  readonly lrDecay: number;
  readonly schedule: Schedule | undefined;
  readonly batchSize: number;
  readonly numEpochs: number;
  readonly maxSteps: number;
  readonly sampling: Sampling;
  readonly seed: number;
  readonly regularisation: Regularisation;
  readonly update: UpdateSettings;
  readonly scheduledSampling: ScheduledSamplingSettings | undefined;
  readonly fineTuning: FineTuning | undefined;
  readonly split: string;
  readonly printEvery: number;
  readonly log: ((line: string) => void) | undefined;
}

const KNOWN = [
  'updateRule',
  'updaterConfig',
  'lrDecay',
  'schedule',
  'batchSize',
  'numEpochs',
  'maxSteps',
  'sampling',
  'seed',
  ...REGULARISATION_OPTIONS,
  'fineTuning',
  'split',
  'printEvery',
  'verbose',
  'log',
];

/** @throws OptionError naming an unknown option or rule, or a value out of range. */
export function checkTrainerOptions(options: TrainerOptions): TrainerSettings {
  const where = 'CaptioningTrainer';
  rejectUnknownOptions(where, options, KNOWN);
  const { verbose = true, log = console.log, maxSteps, schedule, fineTuning } = options;
  requireCallback(`${where}: log`, log);
  const seed = integer(`${where}: seed`, options.seed ?? 0);
  const rule = new UpdateRule(options.updateRule ?? 'sgd', options.updaterConfig);
  return {
    rule,
    lrDecay: numberBetween(`${where}: lrDecay`, options.lrDecay ?? 1, 0, 1),
    schedule: schedule === undefined ? undefined : checkSchedule(`${where}: schedule`, schedule),
    batchSize: positiveInteger(`${where}: batchSize`, options.batchSize ?? 100),
    numEpochs: positiveInteger(`${where}: numEpochs`, options.numEpochs ?? 10),
    maxSteps: maxSteps === undefined ? Number.POSITIVE_INFINITY : positiveInteger(`${where}: maxSteps`, maxSteps),
    sampling: oneOf(`${where}: sampling`, options.sampling ?? 'random', SAMPLINGS),
    seed,
    regularisation: checkRegularisation(where, options, seed),
    update: checkUpdate(where, options, rule.learningRate),
    scheduledSampling: checkScheduledSampling(`${where}: scheduledSampling`, options.scheduledSampling ?? {}),
    fineTuning: fineTuning === undefined ? undefined : checkFineTuning(`${where}: fineTuning`, fineTuning),
    split: options.split ?? 'train',
    printEvery: positiveInteger(`${where}: printEvery`, options.printEvery ?? 100),
    log: trueOrFalse(`${where}: verbose`, verbose) ? log : undefined,
  };
}
