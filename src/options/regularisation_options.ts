import { FLOAT32_MAX } from '../finite.ts';
import { number, type OptionsOf, rate, type SettingsOf, share } from './declare.ts';

/**
 * Inverted dropout (Srivastava et al. 2014) where Zaremba et al. (2014) have it: not on the recurrent connection. Masks
 * are a function of the trainer's seed and the number of the step: the same on every backend, and after a resume.
 */
export const dropoutOptions = {
  /** Share of each word vector, from 0 to below 1: the same numbers wherever the word occurs in the minibatch. */
  words: share({
    help: 'share of word vector elements dropped',
    effect: 'Higher values hide more of each input word, so that the network relies on the picture.',
    default: 0,
    run: { name: 'wordDropout' },
    flag: 'word-dropout',
    label: 'Word dropout',
    unit: 'share',
  }),
  /** Share of the hidden units that the vocabulary layer reads, anew at every time step. */
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
 * Inverted dropout (Srivastava et al. 2014) where Zaremba et al. (2014) have it: not on the recurrent connection. Masks
 * are a function of the trainer's seed and the number of the step: the same on every backend, and after a resume.
 */
export interface DropoutOptions extends OptionsOf<typeof dropoutOptions> {}

/** What changes the loss, besides dropout. */
export const lossOptions = {
  /**
   * Share of each target, from 0 to below 1, that is spread evenly over the vocabulary (Szegedy et al. 2016). The losses
   * that are reported are those of the smoothed targets, which gradients belong to; `evaluateLoss` always gives the plain
   * one.
   */
  labelSmoothing: share({
    help: 'share of the target spread over all words',
    effect: 'Higher values punish certainty: probabilities become less extreme, and the reported loss higher.',
    default: 0,
    run: { name: 'labelSmoothing' },
    flag: 'label-smoothing',
    label: 'Label smoothing',
  }),
};

/** What happens to gradients and weights besides the update rule. */
export const updateOptions = {
  /**
   * Gradients whose norm, all together, is greater are scaled down to it (Pascanu et al. 2013). The reported
   * `gradientNorm` is the one before.
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
  /** Every element of a gradient is clamped to ± this; after `clipNorm`, where both are given. */
  clipValue: number({
    above: 0,
    max: FLOAT32_MAX,
    help: 'clamps every element of a gradient to ±',
    otherwise: 'never',
  }),
  /**
   * Weights lose the share learningRate · weightDecay at every step, apart from the gradient (AdamW, Loshchilov & Hutter
   * 2019); with every update rule. Matrices only: biases do not decay. The share is at most 1.
   */
  weightDecay: rate({
    help: 'decoupled weight decay, at most 1 / learning rate',
    effect: 'Higher values pull weights towards 0, against memorising; too high, and nothing is learnt.',
    default: 0,
    run: { name: 'weightDecay', pixels: 0.1 },
    flag: 'weight-decay',
    label: 'Weight decay',
  }),
};

export type UpdateSettings = SettingsOf<typeof updateOptions>;

/** Weights that lost more than all they have would grow on the other side of 0. */
export function maxWeightDecay(learningRate: number): number {
  return learningRate > 0 ? Math.min(1 / learningRate, FLOAT32_MAX) : FLOAT32_MAX;
}

/**
 * Scheduled sampling (Bengio et al. 2015), in parallel (Mihaylova & Martins 2019; Duckworth et al. 2019): before a step
 * the captions are read once as they are, and the likeliest words that the model says then replace input words, each
 * with a probability that grows from epoch to epoch.
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
  /** What it grows by every epoch. Default 0. */
  perEpoch: number({ min: 0, max: 1, help: 'growth of that share every epoch', default: 0 }),
  /** What it grows to at most. Default 1. */
  most: number({ min: 0, max: 1, help: 'largest share', default: 1 }),
};

/**
 * Scheduled sampling (Bengio et al. 2015), in parallel (Mihaylova & Martins 2019; Duckworth et al. 2019): before a step
 * the captions are read once as they are, and the likeliest words that the model says then replace input words, each
 * with a probability that grows from epoch to epoch. Gradients do not go through the choice. A step waits for the words
 * of that first pass to come back, and computes the forward pass twice.
 */
export interface ScheduledSamplingOptions extends OptionsOf<typeof scheduledSamplingOptions> {}

export type ScheduledSamplingSettings = SettingsOf<typeof scheduledSamplingOptions>;

/** What keeps a training from learning by heart or from going astray. All of it is off by default. */
export interface RegularisationOptions extends OptionsOf<typeof lossOptions>, OptionsOf<typeof updateOptions> {
  /** Shares of numbers to drop while training; evaluation and sampling never do. */
  readonly dropout?: DropoutOptions;
  /** How often an input word is one that the model said itself. Default: never. */
  readonly scheduledSampling?: ScheduledSamplingOptions;
}
