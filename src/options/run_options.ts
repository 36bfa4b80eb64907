import { type Fault, OptionError } from '../errors.ts';
import { rejectUnknownOptions } from '../option_checks.ts';
import { choice, type Option, type Options, type OptionsOf, type ValueOf } from './declare.ts';
import { validationOptions } from './evaluation_options.ts';
import { modelOptions } from './model_options.ts';
import {
  dropoutOptions,
  lossOptions,
  maxWeightDecay,
  scheduledSamplingOptions,
  updateOptions,
} from './regularisation_options.ts';
import { fineTuningOptions, scheduleOptions, trainingOptions, updaterOptions } from './training_options.ts';
import { checkRunValue } from './values.ts';

/** Where a run is computed. */
export const placeOptions = {
  backend: choice(
    { webgpu: 'WebGPU', cpu: 'CPU' },
    {
      help: 'where it computes',
      effect:
        'WebGPU computes on the GPU, or on a software adapter where there is none. The CPU computes the same numbers, more slowly on most machines.',
      default: 'webgpu',
      run: { name: 'backend' },
      flag: 'backend',
      label: 'Runs on',
    },
  ),
};

/** The tables of a run's options, as a page or a list shows them. */
export const runTables = {
  model: modelOptions,
  training: { ...updaterOptions, ...trainingOptions },
  regularisation: { ...dropoutOptions, ...lossOptions, ...updateOptions, ...scheduledSamplingOptions },
  fineTuning: fineTuningOptions,
  schedule: scheduleOptions,
  validation: validationOptions,
  place: placeOptions,
} satisfies Readonly<Record<string, Options>>;

type NameInRun<O> = O extends { names?: readonly [infer N extends string, unknown] } ? N : never;
/** A table keyed by a run's names of its options. */
type InRun<T> = { readonly [K in keyof T as NameInRun<T[K]>]: T[K] };
type RunTable = InRun<typeof modelOptions> &
  InRun<typeof runTables.training> &
  InRun<typeof runTables.regularisation> &
  InRun<typeof fineTuningOptions> &
  InRun<typeof scheduleOptions> &
  InRun<typeof validationOptions> &
  InRun<typeof placeOptions>;

/** Options of a table that a run has too, by their names in a run. */
export function inRun(table: Options): Readonly<Record<string, Option>> {
  return Object.fromEntries(Object.values(table).flatMap((option) => (option.run ? [[option.run.name, option]] : [])));
}

/** Every option of a run by its name. */
export const runOptions = Object.assign({}, ...Object.values(runTables).map(inRun)) as RunTable;

/** What to train: the options of model, trainer and validation, side by side. */
export type RunOptions = OptionsOf<RunTable>;

/** Every option of a run but `iterations`, whose default follows from `numEpochs`. */
export type RunDefaults = { readonly [K in Exclude<keyof RunTable, 'iterations'>]: ValueOf<RunTable[K]> };

/** Options of a run with their defaults; `iterations` only if given. */
export type Settings = RunDefaults & Pick<RunOptions, 'iterations'>;

/** Defaults of a run: those of the kind of data if an option has them, else the run's, else the API's. */
function defaults(of: 'default' | 'pixels' | 'files'): RunDefaults {
  const options: [string, Option][] = Object.entries(runOptions);
  const values = options.map(([name, { run, ...option }]) => [name, run?.[of] ?? run?.default ?? option.default]);
  return Object.fromEntries(values.filter(([, value]) => value !== undefined));
}

/** Defaults of a run, sized for Scenes: a software adapter learns them in minutes. */
export const runDefaults = defaults('default');

/** Defaults for Scenes as pixels: minibatches of 64 pictures with all their captions, and more epochs, for the encoder. */
export const pixelDefaults = defaults('pixels');

/** Defaults for features of files, whose values are larger than Scenes': equally large steps saturate the first hidden state. */
export const fileDefaults = defaults('files');

/** What a run's defaults depend on. */
export interface Trained {
  /** The captioner's input, if it is trained on Scenes. */
  readonly features?: 'descriptor' | 'pixels' | undefined;
  /** Training captions of a data set of files. */
  readonly captions?: number | undefined;
}

/** Captions that a captioner of photos must read before its captions differ from picture to picture. */
export const CAPTIONS_READ = 72_000;
/** Epochs over a small data set, beyond which it is memorised. */
export const MAX_EPOCHS = 20;

/** Defaults for the data of a run: smaller data sets get more epochs. */
export function defaultsFor({ features, captions }: Trained): RunDefaults {
  if (features === 'pixels') return pixelDefaults;
  if (captions === undefined) return runDefaults;
  const epochs = Math.ceil(CAPTIONS_READ / Math.max(1, captions));
  return { ...fileDefaults, numEpochs: Math.min(MAX_EPOCHS, Math.max(fileDefaults.numEpochs, epochs)) };
}

/** Checks that a run knows these options and accepts their values. @throws OptionError naming the first that it does not */
export function checkRunOptions(where: string, options: RunOptions): void {
  rejectUnknownOptions(where, options, Object.keys(runOptions));
  for (const [name, option] of Object.entries(runOptions)) {
    const value: unknown = options[name as keyof RunOptions];
    if (value !== undefined) checkRunValue(`${where}: ${name}`, option, value, name);
  }
}

/** The page's label of an option of a run; undefined for one that it does not show. */
export function labelOf(name: string | undefined): string | undefined {
  return Object.entries<Option>(runOptions).find(([own]) => own === name)?.[1].label;
}

/** The command line's flag of an option of a run. */
export function flagOf(name: string): string {
  const option = Object.entries<Option>(runOptions).find(([own]) => own === name)?.[1];
  return `--${option?.flag ?? name}`;
}

/** The conflict between options that are valid one by one, if there is one. */
export function conflictOf(settings: RunDefaults): (Fault & { readonly option: string }) | undefined {
  const { learningRate, weightDecay, schedule, lrDecay, validateEvery, finetuneCnnAfter, numEpochs } = settings;
  const fault = (option: string, expected: string, found: unknown) => ({
    ...{ where: `run: ${option}`, option, expected, found: `${found}` },
  });
  const decay = maxWeightDecay(learningRate);
  if (weightDecay > decay) {
    const expected = `a number from 0 to ${decay}, 1 / the learning rate of ${learningRate}`;
    return fault('weightDecay', expected, weightDecay);
  }
  if (schedule === 'plateau' && lrDecay === 0) {
    return fault('lrDecay', 'a number above 0 with the schedule plateau', lrDecay);
  }
  if (schedule === 'plateau' && validateEvery === 0) {
    return fault('schedule', 'step or cosine without validations: plateau depends on them', schedule);
  }
  if (finetuneCnnAfter >= numEpochs) {
    const expected = `−1 (never), or 0 to ${numEpochs - 1}: the run has ${numEpochs} epochs`;
    return fault('finetuneCnnAfter', expected, finetuneCnnAfter);
  }
  return undefined;
}

/** @throws OptionError for options that are valid one by one but not together */
export function checkTogether(settings: RunDefaults): void {
  const fault = conflictOf(settings);
  if (fault) throw new OptionError(fault);
}
