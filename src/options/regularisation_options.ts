import { FLOAT32_MAX } from '../finite.ts';
import { number, type OptionsOf, rate, type SettingsOf, share } from './declare.ts';

/**
 * Inverted dropout (Srivastava et al. 2014), as in Zaremba et al. (2014) not on the recurrent connection. Masks are a
 * function of the trainer's seed and the step number: the same on every backend, and after a resume.
 */
export const dropoutOptions = {
  /** Share of each word vector, from 0 to below 1, with one mask for all occurrences of a word in the minibatch. */
  words: share({
    help: 'share of word vector elements dropped',
    effect: 'Higher values hide more of each input word, so that the network relies on the picture.',
    default: 0,
    run: { name: 'wordDropout' },
    flag: 'word-dropout',
    label: 'Word dropout',
    unit: 'share',
  }),
  /** Share of the hidden units that the vocabulary layer reads, with a new mask at every time step. */
  output: share({
    help: 'share of hidden outputs dropped',
    effect: 'Higher values drop more hidden outputs: training loss rises, and the gap to validation closes.',
    default: 0,
    run: { name: 'outputDropout' },
    flag: 'output-dropout',
    label: 'Output dropout',
    unit: 'share',
  }),
};

/**
 * Inverted dropout (Srivastava et al. 2014), as in Zaremba et al. (2014) not on the recurrent connection. Masks are a
 * function of the trainer's seed and the step number: the same on every backend, and after a resume.
 */
export interface DropoutOptions extends OptionsOf<typeof dropoutOptions> {}

/** Options that change the loss, besides dropout. */
export const lossOptions = {
  /**
   * Share of each target, from 0 to below 1, that is spread evenly over the vocabulary (Szegedy et al. 2016). The
   * reported losses, like the gradients, are those of the smoothed targets; `evaluateLoss` always computes the plain loss.
   */
  labelSmoothing: share({
    help: 'share of each target spread over all words',
    effect: 'Higher values penalise certainty: probabilities become less extreme, and the reported loss rises.',
    default: 0,
    run: { name: 'labelSmoothing' },
    flag: 'label-smoothing',
    label: 'Label smoothing',
  }),
};

/** What changes gradients and weights besides the update rule. */
export const updateOptions = {
  /**
   * Gradients are scaled down to this global norm if theirs is larger (Pascanu et al. 2013). The reported `gradientNorm` is
   * that before clipping.
   */
  clipNorm: number({
    above: 0,
    max: FLOAT32_MAX,
    off: 0,
    help: 'gradients are scaled down to this norm; 0: never',
    effect: 'A smaller norm tames exploding gradients, those of an RNN above all; too small, and learning slows down.',
    run: { name: 'clipNorm', default: 0 },
    flag: 'clip-norm',
    label: 'Clip to norm',
    otherwise: 'never',
  }),
  /** Clamps every element of a gradient to ± this value; after `clipNorm`, if both are given. */
  clipValue: number({
    above: 0,
    max: FLOAT32_MAX,
    help: 'clamps every element of a gradient to ±',
    otherwise: 'never',
  }),
  /**
   * At every step, weights lose the share learningRate · weightDecay, decoupled from the gradient (AdamW, Loshchilov & Hutter
   * 2019); with every update rule. Matrices only: biases do not decay. The share is at most 1.
   */
  weightDecay: rate({
    help: 'decoupled weight decay, at most 1 / learning rate',
    effect: 'Higher values pull weights towards 0, which limits memorising; too high, and nothing is learnt.',
    default: 0,
    run: { name: 'weightDecay', pixels: 0.1 },
    flag: 'weight-decay',
    label: 'Weight decay',
  }),
};

export type UpdateSettings = SettingsOf<typeof updateOptions>;

/** Beyond this decay weights would change sign. */
export function maxWeightDecay(learningRate: number): number {
  return learningRate > 0 ? Math.min(1 / learningRate, FLOAT32_MAX) : FLOAT32_MAX;
}

/**
 * Scheduled sampling (Bengio et al. 2015), in parallel (Mihaylova & Martins 2019; Duckworth et al. 2019): before a step,
 * a forward pass over the true captions predicts words, and the likeliest prediction then replaces each input word with a
 * probability that grows from epoch to epoch.
 */
export const scheduledSamplingOptions = {
  /** Probability in the first epoch. Default 0. */
  start: number({
    min: 0,
    max: 1,
    help: "share of input words replaced by the model's own predictions",
    effect: 'Higher values train more on the model’s own words, as in captioning. A step takes longer.',
    default: 0,
    run: { name: 'scheduledSampling' },
    flag: 'scheduled-sampling',
    label: 'Scheduled sampling',
    unit: 'share',
  }),
  /** Growth per epoch. Default 0. */
  perEpoch: number({ min: 0, max: 1, help: 'growth of that share per epoch', default: 0 }),
  /** Maximum. Default 1. */
  most: number({ min: 0, max: 1, help: 'largest share', default: 1 }),
};

/**
 * Scheduled sampling (Bengio et al. 2015), in parallel (Mihaylova & Martins 2019; Duckworth et al. 2019): before a step,
 * a forward pass over the true captions predicts words, and the likeliest prediction then replaces each input word with a
 * probability that grows from epoch to epoch. Gradients do not flow through the choice. A step waits for the words of
 * that first pass, and computes the forward pass twice.
 */
export interface ScheduledSamplingOptions extends OptionsOf<typeof scheduledSamplingOptions> {}

export type ScheduledSamplingSettings = SettingsOf<typeof scheduledSamplingOptions>;

/** Options against memorising and divergence. All are off by default. */
export interface RegularisationOptions extends OptionsOf<typeof lossOptions>, OptionsOf<typeof updateOptions> {
  /** Shares to drop in training; evaluation and decoding never drop any. */
  readonly dropout?: DropoutOptions;
  /** How often an input word is the model's own prediction. Default: never. */
  readonly scheduledSampling?: ScheduledSamplingOptions;
}
