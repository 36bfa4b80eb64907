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

/** Where a run computes. */
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
/** A table by the names that a run has for its options. */
type InRun<T> = { readonly [K in keyof T as NameInRun<T[K]>]: T[K] };
type RunTable = InRun<typeof modelOptions> &
  InRun<typeof runTables.training> &
  InRun<typeof runTables.regularisation> &
  InRun<typeof fineTuningOptions> &
  InRun<typeof scheduleOptions> &
  InRun<typeof validationOptions> &
  InRun<typeof placeOptions>;

/** Options of a table that a run has too, by their names there. */
export function inRun(table: Options): Readonly<Record<string, Option>> {
  return Object.fromEntries(Object.values(table).flatMap((option) => (option.run ? [[option.run.name, option]] : [])));
}

/** Every option of a run by its name. */
export const runOptions = Object.assign({}, ...Object.values(runTables).map(inRun)) as RunTable;

/** What to train: the options of model, trainer and validation, side by side. */
export type RunOptions = OptionsOf<RunTable>;

/** Every option of a run but `iterations`, which by default is what `numEpochs` makes it. */
export type RunDefaults = { readonly [K in Exclude<keyof RunTable, 'iterations'>]: ValueOf<RunTable[K]> };

/** Options of a run with their defaults; `iterations` only where it was given. */
export type Settings = RunDefaults & Pick<RunOptions, 'iterations'>;

/** Defaults of a run: those of one kind of data where an option has them, and the API's where a run has none. */
function defaults(of: 'default' | 'pixels' | 'files'): RunDefaults {
  const options: [string, Option][] = Object.entries(runOptions);
  const values = options.map(([name, { run, ...option }]) => [name, run?.[of] ?? run?.default ?? option.default]);
  return Object.fromEntries(values.filter(([, value]) => value !== undefined));
}

/** What a run uses where its options say nothing. Sized for the scenes: a software adapter learns them in minutes. */
export const runDefaults = defaults('default');

/** Those for Scenes as pixels: minibatches of 64 pictures with all their captions, and longer, as the encoder is to learn too. */
export const pixelDefaults = defaults('pixels');

/** Those for features of files, which are larger than Scenes': steps as large as theirs saturate the first hidden state. */
export const fileDefaults = defaults('files');

/** What a run's defaults depend on. */
export interface Trained {
  /** What the captioner is given of Scenes, where it is trained on them. */
  readonly features?: 'descriptor' | 'pixels' | undefined;
  /** Training captions of a data set of files. */
  readonly captions?: number | undefined;
}

/** Captions read in a training before a captioner of photos says different things of different pictures. */
export const CAPTIONS_READ = 72_000;
/** Passes over few captions, beyond which they are learnt by heart. */
export const MAX_EPOCHS = 20;

/** What a run is to be where nothing else is said: fewer captions are read more often. */
export function defaultsFor({ features, captions }: Trained): RunDefaults {
  if (features === 'pixels') return pixelDefaults;
  if (captions === undefined) return runDefaults;
  const epochs = Math.ceil(CAPTIONS_READ / Math.max(1, captions));
  return { ...fileDefaults, numEpochs: Math.min(MAX_EPOCHS, Math.max(fileDefaults.numEpochs, epochs)) };
}

/** Holds that a run knows these options and takes their values. @throws OptionError naming one that it does not */
export function checkRunOptions(where: string, options: RunOptions): void {
  rejectUnknownOptions(where, options, Object.keys(runOptions));
  for (const [name, option] of Object.entries(runOptions)) {
    const value: unknown = options[name as keyof RunOptions];
    if (value !== undefined) checkRunValue(`${where}: ${name}`, option, value, name);
  }
}

/** What the page calls an option of a run; undefined for one that it does not show. */
export function labelOf(name: string | undefined): string | undefined {
  return Object.entries<Option>(runOptions).find(([own]) => own === name)?.[1].label;
}

/** What the command line calls an option of a run. */
export function flagOf(name: string): string {
  const option = Object.entries<Option>(runOptions).find(([own]) => own === name)?.[1];
  return `--${option?.flag ?? name}`;
}

/** What is wrong with options that are right one by one, if anything is. */
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
    return fault('schedule', 'step or cosine where nothing is validated: plateau waits for validations', schedule);
  }
  if (finetuneCnnAfter >= numEpochs) {
    const expected = `−1 (never), or from 0 to ${numEpochs - 1}: the run has ${numEpochs} epochs`;
    return fault('finetuneCnnAfter', expected, finetuneCnnAfter);
  }
  return undefined;
}

/** @throws OptionError for options that are right one by one but not together */
export function checkTogether(settings: RunDefaults): void {
  const fault = conflictOf(settings);
  if (fault) throw new OptionError(fault);
}
