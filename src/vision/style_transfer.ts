import { requireCallback, requireMethods } from '../arguments.ts';
import { requireComputed } from '../finite.ts';
import type { Values } from '../ops/backend.ts';
import { Workspace } from '../ops/workspace.ts';
import {
  integer,
  positiveInteger,
  positiveNumber,
  rejectUnknownOptions,
  trueOrFalse,
  wholeNumber,
} from '../option_checks.ts';
import { type Picture, requirePicture } from '../picture.ts';
import { Random } from '../random.ts';
import type { FloatTensor } from '../tensor.ts';
import type { ImageNetwork } from './network.ts';
import { deprocessImage, preprocessImage } from './preprocess.ts';
import { resizePicture } from './resize.ts';
import { StyleDescent } from './style_descent.ts';
import { requireStyle, weightOf } from './style_losses.ts';
import { StyleObjective } from './style_objective.ts';

/** Options of `styleTransfer`; defaults are those of CS231n's first example. Layers are torchvision's numbers. */
export interface StyleTransferOptions {
  /** Pixels of the shorter side of the picture that is made. Default 192. */
  readonly imageSize?: number;
  /** Pixels of the shorter side that the style is taken from. Default 512. */
  readonly styleSize?: number;
  /** Default 3. */
  readonly contentLayer?: number;
  /** Default 5e-2. */
  readonly contentWeight?: number;
  /** Default [1, 4, 6, 7]. */
  readonly styleLayers?: readonly number[];
  /** Default [20000, 500, 12, 1]. */
  readonly styleWeights?: readonly number[];
  /** Default 5e-2. */
  readonly tvWeight?: number;
  /**
   * How many times larger the network's features are than those of torchvision's SqueezeNet 1.1, for which the weights are.
   * Default 7 for networks that look at bytes as they are, which leaves content and style in balance, else 1.
   */
  readonly featureScale?: number;
  /** Whether to begin with noise instead of the content picture. Default false. */
  readonly initRandom?: boolean;
  /** Steps of Adam. Default 200. */
  readonly iterations?: number;
  /** Of the noise. Default 0. */
  readonly seed?: number;
  /** Called after each step. */
  readonly onIteration?: (report: StyleTransferReport) => void;
}

/** What is known after a step. */
export interface StyleTransferReport {
  /** 1 after the first step. */
  readonly iteration: number;
  /** The loss before the step. */
  readonly loss: number;
  /** The current picture. */
  readonly picture: () => Picture;
}

/** What `styleTransfer` made. */
export interface StyleTransferResult {
  readonly picture: Picture;
  /** The loss before each step. */
  readonly losses: readonly number[];
}

/** Adam's learning rate at first, and over the last tenth of the steps, as CS231n has them. */
const RATES = { first: 3, last: 0.1, lastFrom: 0.9 };
/** What the image is kept within, but for the last twentieth of the steps. */
const KEPT = { within: 1.5, until: 0.95 };

/** Of the features of networks that look at bytes, by the pictures that come of it. */
const SCALE_OF_BYTES = 7;

/**
 * CS231n's `style_transfer`: a picture that shows what `contentImage` does, in the colours and textures of `styleImage`: Adam
 * on the pixels, down the
 * sum of `contentLoss`, `styleLoss` and `tvLoss`.
 * @throws OptionError when the model is no network or an option is out of range, OptionError or DataError when a picture is
 * none, ShapeError
 * when one is too small for the layers
 */
export async function styleTransfer(
  contentImage: Picture,
  styleImage: Picture,
  model: ImageNetwork,
  options: StyleTransferOptions = {},
): Promise<StyleTransferResult> {
  const where = 'styleTransfer';
  requireMethods(`${where}: model`, 'an ImageNetwork', model, ['features', 'layers'], 'loadNetwork makes one.');
  const settings = checked(where, options, model);
  requirePicture(`${where}: contentImage`, contentImage);
  requirePicture(`${where}: styleImage`, styleImage);
  const { contentLayer, styleLayers } = settings;
  const layers = model.layers(where, [contentLayer, ...styleLayers]);
  const content = preprocessImage(withShorterSide(contentImage, settings.imageSize));
  const style = preprocessImage(withShorterSide(styleImage, settings.styleSize));
  const [, , height = 0, width = 0] = content.shape;
  const workspace = new Workspace(model.backend);
  try {
    const objective = new StyleObjective(`${where}: contentImage`, workspace, layers, { height, width }, settings);
    await objective.aim(`${where}: styleImage`, content, style);
    if (settings.initRandom) objective.image.write(noise(content.shape, settings.seed));
    else objective.image.write(content);
    return await descend(where, workspace, objective, settings);
  } finally {
    workspace.destroy();
  }
}

/** All steps. */
async function descend(
  where: string,
  workspace: Workspace,
  objective: StyleObjective,
  { iterations, onIteration }: Settings,
): Promise<StyleTransferResult> {
  const { backend, image } = objective;
  const pictureOf = (values: Values | undefined) => deprocessImage(image.asTensor(values));
  const descent = new StyleDescent(workspace, objective, KEPT.within);
  try {
    const losses: number[] = [];
    const lastFrom = Math.floor(RATES.lastFrom * iterations);
    // Without `onIteration` the image is not read back.
    const read = onIteration ? [image.values] : [];
    for (let t = 0; t < iterations; t++) {
      const clamped = t < KEPT.until * iterations;
      const rate = t < lastFrom ? RATES.first : RATES.last;
      if (t === lastFrom) descent.begin();
      const { loss, values } = await descent.step(rate, clamped, read);
      requireComputed(`${where}: loss`, { shape: [], data: [loss] });
      losses.push(loss);
      onIteration?.({ iteration: t + 1, loss, picture: () => pictureOf(values[0]) });
    }
    return { picture: pictureOf(await backend.read(image.values)), losses };
  } finally {
    descent.destroy();
  }
}

type Settings = ReturnType<typeof checked>;

function checked(where: string, options: StyleTransferOptions, model: ImageNetwork) {
  const known = [
    ...['imageSize', 'styleSize', 'contentLayer', 'contentWeight', 'styleLayers', 'styleWeights', 'tvWeight'],
    ...['featureScale', 'initRandom', 'iterations', 'seed', 'onIteration'],
  ];
  rejectUnknownOptions(where, options, known);
  requireCallback(`${where}: onIteration`, options.onIteration);
  const { styleLayers = [1, 4, 6, 7], styleWeights = [20_000, 500, 12, 1] } = options;
  requireStyle(where, styleLayers, styleWeights);
  const usual = model.looksAtBytes ? SCALE_OF_BYTES : 1;
  // Features grow with the numbers that a network looks at, Gram matrices with their squares.
  const scale = positiveNumber(`${where}: featureScale`, options.featureScale ?? usual);
  return {
    imageSize: positiveInteger(`${where}: imageSize`, options.imageSize ?? 192),
    styleSize: positiveInteger(`${where}: styleSize`, options.styleSize ?? 512),
    contentLayer: wholeNumber(`${where}: contentLayer`, options.contentLayer ?? 3),
    contentWeight: weightOf(`${where}: contentWeight`, options.contentWeight ?? 5e-2) / scale ** 2,
    styleLayers,
    styleWeights: styleWeights.map((weight) => weight / scale ** 4),
    tvWeight: weightOf(`${where}: tvWeight`, options.tvWeight ?? 5e-2),
    initRandom: trueOrFalse(`${where}: initRandom`, options.initRandom ?? false),
    iterations: positiveInteger(`${where}: iterations`, options.iterations ?? 200),
    seed: integer(`${where}: seed`, options.seed ?? 0),
    onIteration: options.onIteration,
  };
}

/** A picture of the same aspect ratio whose shorter side has this many pixels. */
function withShorterSide(picture: Picture, pixels: number): Picture {
  const { width, height } = picture;
  const scale = pixels / Math.min(width, height);
  return resizePicture(picture, Math.round(width * scale), Math.round(height * scale));
}

function noise(shape: readonly number[], seed: number): FloatTensor {
  const random = new Random(seed);
  const [, , height = 0, width = 0] = shape;
  return { shape, data: new Float32Array(3 * height * width).map(() => random.uniform()) };
}
