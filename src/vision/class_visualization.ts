import { requireCallback } from '../arguments.ts';
import {
  integer,
  numberBetween,
  positiveInteger,
  positiveNumber,
  rejectUnknownOptions,
  wholeNumber,
} from '../option_checks.ts';
import type { Picture } from '../picture.ts';
import { Random } from '../random.ts';
import type { FloatTensor } from '../tensor.ts';
import { oneHot, requireClass, requireClassifier } from './classes.ts';
import { step } from './fooling_image.ts';
import type { ImageNetwork } from './network.ts';
import { blurImage, colourRange, deprocessImage } from './preprocess.ts';

/** Options of `createClassVisualization`. */
export interface VisualizationOptions {
  /** Strength of the L2 regularisation of the image. Default 1e-3. */
  readonly l2Reg?: number;
  /** Length of each step, in units of `preprocessImage`. Default 25. */
  readonly learningRate?: number;
  /** Steps. Default 100. */
  readonly iterations?: number;
  /** Steps between two blurs of the image. Default 10. */
  readonly blurEvery?: number;
  /** Maximum random shift of the image at every step, in pixels. Default 16. */
  readonly maxJitter?: number;
  /** Of the first image and the shifts. Default 0. */
  readonly seed?: number;
  /** Called after each step. */
  readonly onIteration?: (report: VisualizationReport) => void;
}

/** What is known after a step. */
export interface VisualizationReport {
  /** 1 after the first step. */
  readonly iteration: number;
  /** The class's score before the step. */
  readonly score: number;
  /** The current image. */
  readonly picture: () => Picture;
}

/**
 * CS231n's `create_class_visualization`: a picture that the model gives a high score for a class, made from noise: steps along
 * the gradient
 * of score − l2Reg · ‖image‖², each on an image shifted a little, with all colours kept possible and a gentle blur now and then.
 * @returns a picture of the model's input size
 * @throws OptionError when the model is no network with a classifier or an option is out of range, DataError for a class out
 * of range
 */
export async function createClassVisualization(
  targetY: number,
  model: ImageNetwork,
  options: VisualizationOptions = {},
): Promise<Picture> {
  const where = 'createClassVisualization';
  const { l2Reg, learningRate, iterations, blurEvery, maxJitter, random } = checked(where, options);
  requireClassifier(where, model);
  requireClass(`${where}: targetY`, targetY, model);
  const side = model.inputSize;
  const dscores = oneHot([targetY], model);
  let image: FloatTensor = {
    shape: [1, 3, side, side],
    data: new Float32Array(3 * side * side).map(() => random.normal()),
  };
  for (let t = 0; t < iterations; t++) {
    const [down, right] = [random.below(maxJitter + 1), random.below(maxJitter + 1)];
    const shifted = roll(image, down, right);
    const { outputs, gradient } = await model.outputsAndGradient(where, shifted, { dscores });
    const uphill = gradient.data.map((value, i) => value - 2 * l2Reg * (shifted.data[i] ?? 0));
    step(shifted.data, uphill, learningRate);
    image = roll(shifted, -down, -right);
    keepPossible(image);
    if (t % blurEvery === 0) image = blurImage(image);
    const now = image;
    const score = outputs.data[targetY] ?? Number.NaN;
    options.onIteration?.({ iteration: t + 1, score, picture: () => deprocessImage(now) });
  }
  return deprocessImage(image);
}

function checked(where: string, options: VisualizationOptions) {
  const known = ['l2Reg', 'learningRate', 'iterations', 'blurEvery', 'maxJitter', 'seed', 'onIteration'];
  rejectUnknownOptions(where, options, known);
  requireCallback(`${where}: onIteration`, options.onIteration);
  return {
    l2Reg: numberBetween(`${where}: l2Reg`, options.l2Reg ?? 1e-3, 0, 1e6),
    learningRate: positiveNumber(`${where}: learningRate`, options.learningRate ?? 25),
    iterations: positiveInteger(`${where}: iterations`, options.iterations ?? 100),
    blurEvery: positiveInteger(`${where}: blurEvery`, options.blurEvery ?? 10),
    maxJitter: wholeNumber(`${where}: maxJitter`, options.maxJitter ?? 16),
    random: new Random(integer(`${where}: seed`, options.seed ?? 0)),
  };
}

/** Shifts images; what leaves them on one side comes back on the other. */
function roll({ shape, data }: FloatTensor, down: number, right: number): FloatTensor {
  const [, , height = 0, width = 0] = shape;
  const result = data.slice();
  for (let i = 0; i < data.length; i++) {
    const [plane, y, x] = [Math.floor(i / (height * width)), Math.floor(i / width) % height, i % width];
    const [toY, toX] = [wrapped(y + down, height), wrapped(x + right, width)];
    result[(plane * height + toY) * width + toX] = data[i] ?? 0;
  }
  return { shape, data: result };
}

const wrapped = (value: number, length: number) => ((value % length) + length) % length;

/** Cuts colours off at black and white, in place. */
function keepPossible({ shape, data }: FloatTensor): void {
  const pixels = (shape[2] ?? 0) * (shape[3] ?? 0);
  for (let colour = 0; colour < 3; colour++) {
    const [low, high] = colourRange(colour);
    for (let i = colour * pixels; i < (colour + 1) * pixels; i++) data[i] = Math.min(high, Math.max(low, data[i] ?? 0));
  }
}
