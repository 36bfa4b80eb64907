import { FLOAT32_MAX } from '../finite.ts';
import type { Regularisation } from '../model/regularisation.ts';
import { numberBetween, positiveNumber, rejectUnknownOptions, share } from '../options.ts';
import type { ScheduledSamplingOptions } from './scheduled_sampling.ts';
import type { UpdateSettings } from './update.ts';

/** What keeps a training from learning by heart or from going astray. All of it is off by default. */
export interface RegularisationOptions {
  /** Shares of numbers to drop while training; evaluation and sampling never do. */
  readonly dropout?: DropoutOptions;
  /**
   * Share of each target, from 0 to below 1, that is spread evenly over the vocabulary (Szegedy et al. 2016). The losses
   * that are reported are those of the smoothed targets; `evaluateLoss` always gives the plain one.
   */
  readonly labelSmoothing?: number;
  /**
   * Gradients whose norm, all together, is greater are scaled down to it (Pascanu et al. 2013). The reported
   * `gradientNorm` is the one before.
   */
  readonly clipNorm?: number;
  /** Every element of a gradient is clamped to ± this; after `clipNorm`, where both are given. */
  readonly clipValue?: number;
  /**
   * Weights lose the share learningRate · weightDecay at every step, apart from the gradient (AdamW, Loshchilov & Hutter
   * 2019); with every update rule. Matrices only: biases do not decay. The share is at most 1.
   */
  readonly weightDecay?: number;
  /** How often an input word is one that the model said itself. Default: never. */
  readonly scheduledSampling?: ScheduledSamplingOptions;
}

/**
 * Inverted dropout (Srivastava et al. 2014) where Zaremba et al. (2014) have it: not on the recurrent connection. Masks
 * are a function of the trainer's seed and the number of the step: the same on every backend, and after a resume.
 */
export interface DropoutOptions {
  /** Share of each word vector, from 0 to below 1: the same numbers wherever the word occurs in the minibatch. */
  readonly words?: number;
  /** Share of the hidden units that the vocabulary layer reads, anew at every time step. */
  readonly output?: number;
}

export const REGULARISATION_OPTIONS = [
  'dropout',
  'labelSmoothing',
  'clipNorm',
  'clipValue',
  'weightDecay',
  'scheduledSampling',
] as const;

/** What the options change about the loss. @throws OptionError naming one that is unknown or out of range. */
export function checkRegularisation(where: string, options: RegularisationOptions, seed: number): Regularisation {
  const { dropout = {}, labelSmoothing = 0 } = options;
  rejectUnknownOptions(`${where}: dropout`, dropout, ['words', 'output']);
  return {
    wordDropout: share(`${where}: dropout.words`, dropout.words ?? 0),
    outputDropout: share(`${where}: dropout.output`, dropout.output ?? 0),
    seed: seed >>> 0,
    labelSmoothing: share(`${where}: labelSmoothing`, labelSmoothing),
  };
}

/** What the options do to the gradients and weights. @throws OptionError naming one that is out of range. */
export function checkUpdate(
  where: string,
  { clipNorm, clipValue, weightDecay = 0 }: RegularisationOptions,
  learningRate: number,
): UpdateSettings {
  const bound = (name: string, value: number | undefined) => {
    if (value === undefined) return undefined;
    return numberBetween(name, positiveNumber(name, value), 0, FLOAT32_MAX);
  };
  // Weights that lost more than all they have would grow on the other side of 0.
  const most = learningRate > 0 ? 1 / learningRate : FLOAT32_MAX;
  return {
    clipNorm: bound(`${where}: clipNorm`, clipNorm),
    clipValue: bound(`${where}: clipValue`, clipValue),
    weightDecay: numberBetween(`${where}: weightDecay`, weightDecay, 0, most),
  };
}
