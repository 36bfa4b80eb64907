import { ShapeError } from '../errors.ts';
import { FLOAT64, requireFinite } from '../finite.ts';
import { rejectUnknownOptions, trueOrFalse } from '../option_checks.ts';
import { type Picture, requirePicture } from '../picture.ts';
import { type FloatTensor, requireTensor } from '../tensor.ts';
import { IMAGENET_MEAN, IMAGENET_STD } from './convention.ts';
import { resizePicture } from './resize.ts';

/** The lowest and highest number that a colour (0 red, 1 green, 2 blue) of a preprocessed picture can have. */
export function colourRange(colour: number): readonly [low: number, high: number] {
  const [mean, std] = [IMAGENET_MEAN[colour] ?? 0, IMAGENET_STD[colour] ?? 1];
  return [-mean / std, (1 - mean) / std];
}

/**
 * CS231n's `preprocess_image`: a picture as (1, 3, height, width), red, green, blue, each from 0 to 1, minus ImageNet's mean,
 * divided by
 * its standard deviation. Networks turn that into what their own weights were trained with: nothing else is to be done to it.
 * @throws OptionError or DataError when `picture` is none
 */
export function preprocessImage(picture: Picture): FloatTensor {
  requirePicture('preprocessImage: picture', picture);
  const { width, height } = picture;
  // Of its own size: that puts what is transparent on white, as a network sees it.
  const { data } = resizePicture(picture, width, height);
  const pixels = width * height;
  const values = new Float32Array(3 * pixels);
  for (let colour = 0; colour < 3; colour++) {
    const [mean, std] = [IMAGENET_MEAN[colour] ?? 0, IMAGENET_STD[colour] ?? 1];
    for (let m = 0; m < pixels; m++) values[colour * pixels + m] = ((data[4 * m + colour] ?? 0) / 255 - mean) / std;
  }
  return { shape: [1, 3, height, width], data: values };
}

/** Options of `deprocessImage`. */
export interface DeprocessOptions {
  /** Stretch the numbers so that the minimum becomes black and the maximum white, instead of cutting off what is beyond. */
  readonly rescale?: boolean;
}

/**
 * CS231n's `deprocess_image`: what `preprocessImage` made, (1, 3, height, width) or (3, height, width), as a picture again.
 * @throws ShapeError for another shape, DataError for a number that is not finite, OptionError for options of another kind
 */
export function deprocessImage(X: FloatTensor, options: DeprocessOptions = {}): Picture {
  rejectUnknownOptions('deprocessImage', options, ['rescale']);
  const rescale = trueOrFalse('deprocessImage: rescale', options.rescale ?? false);
  const [height, width] = sidesOf('deprocessImage: X', X);
  const pixels = height * width;
  const colours = X.data.map((value, i) => {
    const colour = Math.floor(i / pixels);
    return value * (IMAGENET_STD[colour] ?? 1) + (IMAGENET_MEAN[colour] ?? 0);
  });
  const [low, high] = rescale ? extremesOf(colours) : [0, 1];
  const data = new Uint8ClampedArray(4 * pixels).fill(255);
  for (let colour = 0; colour < 3; colour++) {
    for (let m = 0; m < pixels; m++) {
      // A clamped array rounds, and cuts off.
      data[4 * m + colour] = (255 * ((colours[colour * pixels + m] ?? 0) - low)) / (high - low || 1);
    }
  }
  return { width, height, data };
}

function sidesOf(where: string, X: FloatTensor): readonly [height: number, width: number] {
  requireTensor(where, X);
  const [channels, height = 0, width = 0] = X.shape.slice(-3);
  const single = X.shape.length === 3 || (X.shape.length === 4 && X.shape[0] === 1);
  if (!single || channels !== 3 || height * width === 0) {
    throw new ShapeError({ where, expected: 'shape (1, 3, height, width)', found: `(${X.shape.join(', ')})` });
  }
  requireFinite(where, X, FLOAT64);
  return [height, width];
}

function extremesOf(values: ArrayLike<number>): readonly [low: number, high: number] {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let i = 0; i < values.length; i++) {
    low = Math.min(low, values[i] ?? 0);
    high = Math.max(high, values[i] ?? 0);
  }
  return [low, high];
}

/** Parts of 200 that a pixel and its neighbours make up. */
const BLUR = [
  [1, 2, 1],
  [2, 188, 2],
  [1, 2, 1],
] as const;

/**
 * CS231n's `blur_image`: a very gentle blur of images (N, channels, height, width), which regularises images that are made.
 * Beyond their
 * border is 0.
 * @throws ShapeError when X is of another shape, DataError for a number that is not finite
 */
export function blurImage(X: FloatTensor): FloatTensor {
  requireTensor('blurImage: X', X);
  if (X.shape.length !== 4 || (X.data as unknown) instanceof Int32Array) {
    const expected = 'floats of shape (N, channels, height, width)';
    throw new ShapeError({ where: 'blurImage: X', expected, found: `(${X.shape.join(', ')})` });
  }
  requireFinite('blurImage: X', X, FLOAT64);
  const [, , height = 0, width = 0] = X.shape;
  const data = X.data.slice();
  for (let plane = 0; plane < data.length; plane += height * width) {
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) data[plane + y * width + x] = blurred(X.data, plane, y, x, height, width) / 200;
    }
  }
  return { shape: [...X.shape], data };
}

function blurred(data: ArrayLike<number>, plane: number, y: number, x: number, height: number, width: number): number {
  let sum = 0;
  for (let r = Math.max(0, y - 1); r <= Math.min(height - 1, y + 1); r++) {
    for (let s = Math.max(0, x - 1); s <= Math.min(width - 1, x + 1); s++) {
      sum += (BLUR[r - y + 1]?.[s - x + 1] ?? 0) * (data[plane + r * width + s] ?? 0);
    }
  }
  return sum;
}
