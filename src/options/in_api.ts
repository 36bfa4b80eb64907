import type { Options, OptionsOf } from './declare.ts';
import { modelOptions } from './model_options.ts';
import { dropoutOptions, lossOptions, scheduledSamplingOptions, updateOptions } from './regularisation_options.ts';
import type { RunOptions, Settings } from './run_options.ts';
import {
  fineTuningOptions,
  type ScheduleOptions,
  scheduleOptions,
  trainingOptions,
  updaterOptions,
} from './training_options.ts';
import { isLeftOut } from './values.ts';

/** The options of a run as the API's options of one table. */
function fromRun<T extends Options>(table: T, settings: RunOptions): OptionsOf<T> {
  const given = Object.entries(table).flatMap(([name, option]) => {
    const value: unknown = option.run && settings[option.run.name as keyof RunOptions];
    return isLeftOut(option, value) ? [] : [[name, value]];
  });
  return Object.fromEntries(given) as OptionsOf<T>;
}

/** A run's options that `CaptioningRNN` takes. */
export const ofModel = (settings: Settings): OptionsOf<typeof modelOptions> => fromRun(modelOptions, settings);

/** A run's options that `CaptioningTrainer` takes, in its nesting. */
export function ofTrainer(settings: Settings) {
  const { afterEpochs, ...ofNetwork } = fromRun(fineTuningOptions, settings);
  return {
    ...fromRun(trainingOptions, settings),
    ...fromRun(lossOptions, settings),
    ...fromRun(updateOptions, settings),
    updaterConfig: fromRun(updaterOptions, settings),
    ...scheduleOf(settings),
    dropout: fromRun(dropoutOptions, settings),
    scheduledSampling: fromRun(scheduledSamplingOptions, settings),
    ...(afterEpochs !== undefined && { fineTuning: { afterEpochs, ...ofNetwork } }),
  };
}

/** `lrDecay` is the factor of the schedules that multiply. */
function scheduleOf(settings: Settings): { readonly lrDecay?: number; readonly schedule: ScheduleOptions } {
  const { hold, ...schedule } = fromRun(scheduleOptions, settings);
  switch (settings.schedule) {
    case 'step':
      return { schedule };
    case 'cosine':
      return { lrDecay: 1, schedule: { ...schedule, ...(hold !== undefined && { hold }) } };
    case 'plateau':
      return { lrDecay: 1, schedule: { ...schedule, factor: settings.lrDecay, patience: 0 } };
  }
}

const tables = {
  updaterConfig: updaterOptions,
  schedule: scheduleOptions,
  dropout: dropoutOptions,
  scheduledSampling: scheduledSamplingOptions,
  fineTuning: fineTuningOptions,
};

/** Options of the API as a program would write them: without defaults. */
export function withoutDefaults(options: object, table: Options = ofProgram): object {
  const kept = Object.entries(options).flatMap(([name, value]: [string, unknown]) => {
    const nested = Object.entries(tables).find(([own]) => own === name)?.[1];
    if (!nested || typeof value !== 'object' || value === null)
      return value === table[name]?.default ? [] : [[name, value]];
    const inner = withoutDefaults(value, nested);
    return Object.keys(inner).length > 0 ? [[name, inner]] : [];
  });
  return Object.fromEntries(kept);
}
const ofProgram: Options = { ...modelOptions, ...trainingOptions, ...lossOptions, ...updateOptions };
