import { requireCallback } from '../arguments.ts';
import type { Regularisation } from '../model/regularisation.ts';
import { numberBetween, rejectUnknownOptions, trueOrFalse } from '../option_checks.ts';
import type { SettingsOf } from '../options/declare.ts';
import {
  dropoutOptions,
  lossOptions,
  maxWeightDecay,
  type RegularisationOptions,
  type ScheduledSamplingSettings,
  type UpdateSettings,
  updateOptions,
} from '../options/regularisation_options.ts';
import {
  type Schedule,
  type ScheduleOptions,
  type TrainingOptions,
  trainingOptions,
  type UpdaterConfig,
} from '../options/training_options.ts';
import { checkOptions, valuesOf } from '../options/values.ts';
import { checkFineTuning, type FineTuning, type FineTuningOptions } from './fine_tuning.ts';
import { checkSchedule } from './schedule.ts';
import { checkScheduledSampling } from './scheduled_sampling.ts';
import { UpdateRule } from './update_rules.ts';

/**
 * Options of `CaptioningTrainer`: CS231n's solver in camelCase, plus `sampling`, `seed`, `maxSteps`, `split`, `log` and
 * regularisation.
 */
export interface TrainerOptions extends TrainingOptions, RegularisationOptions {
  readonly updaterConfig?: UpdaterConfig;
  /** How else the learning rate changes: warm-up, cosine, plateaus of the validation loss. Default: not at all. */
  readonly schedule?: ScheduleOptions;
  /** When and how a network that is the model's encoder starts to learn. Default: from the first step, like everything else. */
  readonly fineTuning?: FineTuningOptions;
  /** Split to train on. Default `'train'`. */
  readonly split?: string;
  /** Whether anything is logged. Default true. */
  readonly verbose?: boolean;
  /** Where the log goes. Default `console.log`. A returned promise is awaited. */
  readonly log?: (line: string) => void;
}

/** Checked trainer options with their defaults. */
export interface TrainerSettings extends Omit<SettingsOf<typeof trainingOptions>, 'updateRule' | 'maxSteps'> {
  readonly rule: UpdateRule;
  readonly maxSteps: number;
  readonly schedule: Schedule | undefined;
  readonly regularisation: Regularisation;
  readonly update: UpdateSettings;
  readonly scheduledSampling: ScheduledSamplingSettings | undefined;
  readonly fineTuning: FineTuning | undefined;
  readonly split: string;
  readonly log: ((line: string) => void) | undefined;
}

/** Options without a table of their own, and those that hold a table. */
const OTHERS = ['updaterConfig', 'schedule', 'dropout', 'scheduledSampling', 'fineTuning', 'split', 'verbose', 'log'];
const KNOWN = [trainingOptions, lossOptions, updateOptions].flatMap((table) => Object.keys(table)).concat(OTHERS);

/** @throws OptionError naming an unknown option or rule, or a value out of range. */
export function checkTrainerOptions(options: TrainerOptions): TrainerSettings {
  const where = 'CaptioningTrainer';
  rejectUnknownOptions(where, options, KNOWN);
  const { verbose = true, log = console.log, schedule, fineTuning } = options;
  requireCallback(`${where}: log`, log);
  const { updateRule, maxSteps, printEvery, lrDecay, ...training } = valuesOf(where, trainingOptions, options);
  const rule = new UpdateRule(updateRule, options.updaterConfig);
  // They are saved in this order.
  return {
    rule,
    lrDecay,
    schedule: schedule === undefined ? undefined : checkSchedule(`${where}: schedule`, schedule),
    ...training,
    maxSteps: maxSteps ?? Number.POSITIVE_INFINITY,
    regularisation: regularisationOf(where, options, training.seed),
    update: updateOf(where, options, rule.learningRate),
    scheduledSampling: checkScheduledSampling(`${where}: scheduledSampling`, options.scheduledSampling ?? {}),
    fineTuning: fineTuning === undefined ? undefined : checkFineTuning(`${where}: fineTuning`, fineTuning),
    split: options.split ?? 'train',
    printEvery,
    log: trueOrFalse(`${where}: verbose`, verbose) ? log : undefined,
  };
}

/** What the options change about the loss. */
function regularisationOf(where: string, options: RegularisationOptions, seed: number): Regularisation {
  const { dropout = {} } = options;
  const { words, output } = checkOptions(`${where}: dropout`, dropoutOptions, dropout);
  const loss = valuesOf(where, lossOptions, options);
  return { wordDropout: words, outputDropout: output, seed: seed >>> 0, ...loss };
}

/** What the options do to gradients and weights. */
function updateOf(where: string, options: RegularisationOptions, learningRate: number): UpdateSettings {
  const update = valuesOf(where, updateOptions, options);
  numberBetween(`${where}: weightDecay`, update.weightDecay, 0, maxWeightDecay(learningRate));
  return update;
}
