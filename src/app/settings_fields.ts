import type { RunDefaults } from '../options/run_options.ts';
import { fits, type NumberField } from './fields.ts';

type Field = NumberField<RunDefaults>;

export const sizes: readonly Field[] = [
  { key: 'hiddenDim', label: 'Hidden units', hint: 'H', min: 1, max: 4096, whole: true },
  { key: 'wordvecDim', label: 'Word vector', hint: 'W', min: 1, max: 4096, whole: true },
];

export const numbers: readonly Field[] = [
  { key: 'learningRate', label: 'Learning rate', hint: '', min: 1e-8, max: 10, whole: false },
  { key: 'lrDecay', label: 'Decay', hint: 'an epoch', min: 1e-4, max: 1, whole: false },
  { key: 'batchSize', label: 'Batch', hint: 'N', min: 1, max: 8192, whole: true },
  { key: 'numEpochs', label: 'Epochs', hint: '', min: 1, max: 10000, whole: true },
  { key: 'seed', label: 'Seed', hint: '', min: 0, max: 2 ** 31 - 1, whole: true },
];

/** Against learning the training captions by heart; all off unless a person turns them on. */
export const regularisation: readonly Field[] = [
  { key: 'wordDropout', label: 'Word dropout', hint: 'share', min: 0, max: 0.99, whole: false },
  { key: 'outputDropout', label: 'Output dropout', hint: 'share', min: 0, max: 0.99, whole: false },
  { key: 'clipNorm', label: 'Clip to norm', hint: '', min: 0, max: 1e6, whole: false },
  { key: 'weightDecay', label: 'Weight decay', hint: '', min: 0, max: 1, whole: false },
  { key: 'labelSmoothing', label: 'Label smoothing', hint: '', min: 0, max: 0.99, whole: false },
  { key: 'scheduledSampling', label: 'Scheduled sampling', hint: 'share', min: 0, max: 1, whole: false },
];

/** Of a data set whose features a network made. */
export const fineTuning: readonly Field[] = [
  { key: 'finetuneCnnAfter', label: 'Train the network after', hint: 'epochs', min: -1, max: 10000, whole: true },
  { key: 'cnnLearningRate', label: 'Its learning rate', hint: '', min: 0, max: 10, whole: false },
];

export const pacing: readonly Field[] = [
  { key: 'warmupSteps', label: 'Warm-up', hint: 'steps', min: 0, max: 1e6, whole: true },
  { key: 'holdRate', label: 'Hold before cosine', hint: 'share', min: 0, max: 1, whole: false },
  { key: 'validateEvery', label: 'Validate every', hint: 'epochs', min: 0, max: 10000, whole: true },
  { key: 'validateImages', label: 'Validate on', hint: 'pictures', min: 1, max: 1e6, whole: true },
  { key: 'patience', label: 'Patience', hint: '', min: 0, max: 10000, whole: true },
];

/** What the choices are called. */
export const choiceLabels = {
  cellType: 'Cell',
  backend: 'Runs on',
  updateRule: 'Update rule',
  sampling: 'Minibatches',
  schedule: 'Learning rate',
} as const;

export const cellTypes = [
  ['lstm', 'LSTM'],
  ['rnn', 'RNN (tanh)'],
] as const;

export const updateRules = [
  ['adam', 'Adam'],
  ['rmsprop', 'RMSProp'],
  ['sgdMomentum', 'SGD with momentum'],
  ['sgd', 'SGD'],
] as const;

export const samplings = [
  ['shuffled', 'Shuffled'],
  ['pictures', 'By picture'],
  ['random', 'Random'],
] as const;

export const backends = [
  ['webgpu', 'WebGPU'],
  ['cpu', 'CPU'],
] as const;

export const schedules = [
  ['step', 'Step'],
  ['cosine', 'Cosine'],
  ['plateau', 'Plateau'],
] as const;

const folded = [...regularisation, ...fineTuning, ...pacing];

/** What the page calls an option of a run; undefined for one that it does not show. */
export function labelOf(option: string | undefined): string | undefined {
  const number = [...sizes, ...numbers, ...folded].find(({ key }) => key === option);
  return number?.label ?? Object.entries(choiceLabels).find(([name]) => name === option)?.[1];
}

/** The numbers that a run cannot use. */
export function wrongFields(settings: RunDefaults): Field[] {
  return [...sizes, ...numbers, ...folded].filter((field) => !fits(field, settings[field.key]));
}

/** How many of the folded settings are not as they are by default, for who does not see them. */
export function changedInFold(settings: RunDefaults, defaults: RunDefaults): number {
  return [...folded.map(({ key }) => key), 'schedule' as const].filter((key) => settings[key] !== defaults[key]).length;
}
