import { resumeTraining } from '../checkpoint/apply.ts';
import type { Checkpoint } from '../checkpoint/checkpoint.ts';
import type { CaptionDataset } from '../data/dataset.ts';
import { OptionError } from '../errors.ts';
import type { CaptioningOptions } from '../model/configuration.ts';
import { encoderOption } from '../model/encoder_options.ts';
import { ofModel, ofTrainer } from '../options/in_api.ts';
import {
  checkRunOptions,
  checkTogether,
  defaultsFor,
  type RunDefaults,
  type RunOptions,
  runDefaults,
  type Settings,
} from '../options/run_options.ts';
import type { Resumable } from '../runs/run_record.ts';
import type { LoadedData } from '../sources/loaded_data.ts';
import type { TrainingData } from '../sources/training_data.ts';
import type { CaptioningTrainer } from '../train/trainer.ts';
import type { TrainerOptions } from '../train/trainer_options.ts';
import type { EncoderFile } from '../vision/as_encoder.ts';
import type { Command } from './protocol.ts';

/**
 * Options with their defaults.
 * @throws OptionError for an option that is unknown, out of range or incompatible with another
 */
export function withDefaults(options: RunOptions, defaults = runDefaults): Settings {
  checkRunOptions('run', options);
  const given = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
  // A network in training reads each picture of a minibatch once, for all its captions.
  const together = (options.finetuneCnnAfter ?? -1) >= 0 && ({ sampling: 'pictures' } as const);
  const settings = { ...defaults, ...together, ...given };
  checkTogether(settings);
  return settings;
}

/** The defaults of a run on this data set. */
export function defaultsOf({ data, encoder, origin }: TrainingData): RunDefaults {
  if (origin.kind === 'scenes') return defaultsFor({ features: encoder && 'pixels' });
  return defaultsFor({ captions: data.splits.train?.captionCount });
}

/** The options that these weights determine. */
export function sizesOf({ configuration }: Checkpoint): Pick<RunOptions, 'cellType' | 'wordvecDim' | 'hiddenDim'> {
  const { cellType, wordvecDim, hiddenDim } = configuration;
  return { cellType, wordvecDim, hiddenDim };
}

/** The options that may change when a run is resumed: its length. */
const LENGTH: readonly string[] = ['numEpochs', 'iterations'];

/** The first of `options` that differs from the saved run. The same value given again does not differ. */
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
 * Options of a resumed run: those it was saved with, and its new length.
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
      remedy: 'Leave it unchanged to resume the run, or start a new one.',
    });
  }
  const { iterations, ...others } = saved;
  const until = options.numEpochs === undefined && iterations !== undefined ? { iterations } : {};
  return withDefaults({ ...others, ...until, ...options });
}

/** @throws OptionError when a resumed run would end before its current step: training cannot be undone */
export function checkLength({ numEpochs, iterations }: Settings, done: number, totalSteps: number): void {
  if (totalSteps >= done) return;
  const option = iterations === totalSteps ? 'iterations' : 'numEpochs';
  throw new OptionError({
    where: `run to resume: ${option}`,
    option,
    expected: `at least the ${done} steps already done`,
    found: option === 'iterations' ? `${totalSteps}` : `${numEpochs}, which is ${totalSteps} steps`,
    remedy: 'Give a larger number, or leave it out.',
  });
}

/** Makes a new trainer resume a saved run. @throws what `checkLength` and `resumeTraining` throw */
export function resume(
  trainer: CaptioningTrainer,
  { checkpoint }: Resumable,
  settings: Settings,
  data: CaptionDataset,
): void {
  checkLength(settings, checkpoint.training.step, trainer.totalSteps);
  resumeTraining(trainer, checkpoint, data);
}

/** The model that a run trains on this data set. */
export function modelOptions(
  settings: Settings,
  { data, encoder }: Pick<TrainingData, 'data' | 'encoder'>,
): CaptioningOptions {
  return {
    ...ofModel(settings),
    wordToIdx: data.vocabulary.wordToIdx,
    inputDim: data.featureLength,
    ...encoderOption(encoder),
  };
}

/** A run's options as options of the trainer. */
export function trainerOptions(
  settings: Settings,
  { original }: Pick<CaptionDataset, 'original'> = {},
): TrainerOptions {
  const features = original?.splits.train?.features;
  const { fineTuning, ...options } = ofTrainer(settings);
  return {
    ...options,
    ...(fineTuning && { fineTuning: { ...fineTuning, ...(features && { features }) } }),
    verbose: false,
  };
}

/** Whether a network is to be fine-tuned. */
const finetunes = ({ finetuneCnnAfter }: Settings) => finetuneCnnAfter >= 0;

/** The checkpoint that a run may start from; either throws an OptionError where none is open. */
interface OpenModel {
  resumable(): Resumable;
  weights(): Checkpoint;
}

/** Provides the network that made the features of some data. */
interface EncoderSource {
  encoder(source: TrainingData): Promise<EncoderFile>;
}

/** What a run is to be, and where it starts. */
interface RunPlan {
  readonly settings: Settings;
  /** What to resume; without it a new run starts. */
  readonly from?: Resumable;
  /** Initial weights; random without them. */
  readonly weights?: Checkpoint;
}

/**
 * @param defaults of the data set; by default `runDefaults`
 * @throws OptionError for options that are unknown or incompatible, or when a required checkpoint is not open
 */
export function planOf(
  { options, ...how }: Extract<Command, { type: 'start' }>,
  model: OpenModel,
  defaults?: RunDefaults,
): RunPlan {
  if (how.resume && how.weights) {
    throw new OptionError({ where: 'start', expected: 'resume or weights', found: 'both' });
  }
  if (how.resume) {
    const from = model.resumable();
    return { from, settings: resumedSettings(from.record.options, options) };
  }
  const weights = how.weights ? model.weights() : undefined;
  return {
    settings: withDefaults({ ...(weights && sizesOf(weights)), ...options }, defaults),
    ...(weights && { weights }),
  };
}

/**
 * The data that a run is trained on: features or, with a network to fine-tune, the decoded pixels of the pictures.
 * @throws OptionError when there is no network to fine-tune; CheckpointError for weights that are not a network's; DataError
 * for pictures that are missing or cannot be decoded
 */
export async function dataOfRun(
  { settings, from }: RunPlan,
  data: LoadedData,
  network: EncoderSource,
  onProgress: (what: string, done: number, total: number) => void,
): Promise<TrainingData> {
  const plain = data.plain('start');
  if (!finetunes(settings)) return plain;
  if (plain.origin.kind === 'scenes') {
    throw new OptionError({
      where: 'run: finetuneCnnAfter',
      option: 'finetuneCnnAfter',
      expected: 'a data set whose features a network made of pictures',
      found: plain.data.name,
      remedy: 'Scenes have a network of their own: --features pixels trains it from the beginning.',
    });
  }
  // A resumed run has the network in its checkpoint.
  const resumed = from?.checkpoint.configuration.encoder;
  const { options, params } = resumed ? { options: resumed } : await network.encoder(plain);
  const source = await data.for('start', options);
  await source.prepare?.(onProgress);
  return { ...source, ...(params && { encoderParams: params }) };
}
