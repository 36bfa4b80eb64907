import { ShapeError } from '../errors.ts';
import { positiveInteger, positiveNumber, rejectUnknownOptions } from '../option_checks.ts';
import type { FloatTensor } from '../tensor.ts';
import { oneHot, requireClass, requireClassifier } from './classes.ts';
import type { ImageNetwork } from './network.ts';
import { requireImages } from './network_input.ts';

/** Options of `makeFoolingImage`. */
export interface FoolingOptions {
  /** Length of each step, in units of `preprocessImage`. Default 1. */
  readonly learningRate?: number;
  /** Steps at most. Default 100. */
  readonly maxIterations?: number;
}

/** What `makeFoolingImage` made. */
export interface FoolingImage {
  /** (1, 3, height, width). */
  readonly image: FloatTensor;
  /** Steps that were taken. */
  readonly steps: number;
  /** Whether the model now takes the image for one of the target class. */
  readonly fooled: boolean;
}

/**
 * CS231n's `make_fooling_image`: an image that looks as X does, and that the model takes for one of another class: steps of one length
 * along the gradient of the class's score, until it is the highest.
 * @param X (1, 3, height, width) as `preprocessImage` makes it; it stays as it is
 * @throws OptionError when the model is no network with a classifier or an option is out of range, ShapeError for another shape,
 * DataError for a class out of range or a number that is not finite
 */
export async function makeFoolingImage(
  X: FloatTensor,
  targetY: number,
  model: ImageNetwork,
  options: FoolingOptions = {},
): Promise<FoolingImage> {
  const where = 'makeFoolingImage';
  rejectUnknownOptions(where, options, ['learningRate', 'maxIterations']);
  const learningRate = positiveNumber(`${where}: learningRate`, options.learningRate ?? 1);
  const maxIterations = positiveInteger(`${where}: maxIterations`, options.maxIterations ?? 100);
  requireClassifier(where, model);
  requireClass(`${where}: targetY`, targetY, model);
  requireImages(`${where}: X`, X, model.backend);
  if (X.shape[0] !== 1) {
    throw new ShapeError({ where: `${where}: X`, expected: 'one image', found: `${X.shape[0]}` });
  }
  const image = { shape: [...X.shape], data: X.data.slice() };
  const dscores = oneHot([targetY], model);
  for (let steps = 0; ; steps++) {
    const { outputs, gradient } = await model.outputsAndGradient(where, image, { dscores });
    const fooled = highest(outputs.data) === targetY;
    if (fooled || steps === maxIterations) return { image, steps, fooled };
    step(image.data, gradient.data, learningRate);
  }
}

/** Adds `length` in the direction of the gradient. */
export function step(values: Float32Array | Float64Array, gradient: ArrayLike<number>, length: number): void {
  let squares = 0;
  for (let i = 0; i < gradient.length; i++) squares += (gradient[i] ?? 0) ** 2;
  // No direction leads up where the gradient is 0.
  const scale = length / (Math.sqrt(squares) || 1);
  for (let i = 0; i < values.length; i++) values[i] = (values[i] ?? 0) + scale * (gradient[i] ?? 0);
}

function highest(scores: ArrayLike<number>): number {
  let best = 0;
  for (let i = 1; i < scores.length; i++) if ((scores[i] ?? 0) > (scores[best] ?? 0)) best = i;
  return best;
}
