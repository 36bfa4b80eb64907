import { ShapeError } from '../errors.ts';
import { FLOAT32, FLOAT64, requireFinite } from '../finite.ts';
import type { Backend } from '../ops/backend.ts';
import { type Picture, requirePicture } from '../picture.ts';
import { type FloatTensor, requireTensor } from '../tensor.ts';
import { type Convention, IMAGENET_MEAN, IMAGENET_STD } from './convention.ts';
import { INPUT_CHANNELS } from './plan.ts';
import { resizePicture } from './resize.ts';

/**
 * What a network looks at: pictures, which are resized to its input size; or (N, 3, height, width) as `preprocessImage`
 * makes it, of any size.
 */
export type Images = readonly Picture[] | FloatTensor;

/** Images that were checked. */
export interface NetworkInput {
  readonly count: number;
  readonly height: number;
  readonly width: number;
  /** Those from `first` to before `after` as (n, height, width, 4), in the network's colours and units. */
  read(first: number, after: number): Float32Array | Float64Array;
}

/**
 * @throws OptionError, ShapeError or DataError naming the first picture that is none, shapes other than (N, 3, height,
 * width), or a number that is not finite
 */
export function networkInput(
  where: string,
  images: Images,
  convention: Convention,
  backend: Pick<Backend, 'precision'>,
): NetworkInput {
  const Floats = backend.precision === 'float64' ? Float64Array : Float32Array;
  if (!isList(images)) return ofTensor(where, images, convention, backend);
  const { inputSize: size } = convention;
  if (images.length === 0) throw new ShapeError({ where, expected: 'at least one picture', found: 'an empty list' });
  images.forEach((picture: unknown, i) => {
    requirePicture(`${where}[${i}]`, picture);
  });
  const channels = channelsOfBytes(convention);
  const read = (first: number, after: number) => {
    const values = new Floats((after - first) * size * size * INPUT_CHANNELS);
    images.slice(first, after).forEach((picture, i) => {
      const { data } = resizePicture(picture, size, size);
      const start = i * data.length;
      for (const [k, { colour, channelOf }] of channels.entries()) {
        for (let at = 0; at < data.length; at += INPUT_CHANNELS) {
          values[start + at + k] = channelOf[data[at + colour] ?? 0] ?? 0;
        }
      }
    });
    return values;
  };
  return { count: images.length, height: size, width: size, read };
}

const isList = (images: Images): images is readonly Picture[] => Array.isArray(images);

/** The colour (0 red, 1 green, 2 blue) of a network's channel. */
const colourOf = (order: Convention['order'], channel: number) => (order === 'RGB' ? channel : 2 - channel);

/** A network's channels: which colour of a picture each has, and what becomes of that colour's bytes. */
const channelsOfBytes = ({ order, mean, deviation }: Convention) =>
  [0, 1, 2].map((k) => {
    const [m, d] = [mean[k] ?? 0, deviation[k] ?? 1];
    return { colour: colourOf(order, k), channelOf: Float64Array.from({ length: 256 }, (_, byte) => (byte - m) / d) };
  });

/** A network's channel is `scale` · x + `shift`, x being that colour as `preprocessImage` makes it. */
export function channelsOf({ order, mean, deviation }: Convention) {
  return [0, 1, 2].map((k) => {
    const colour = colourOf(order, k);
    const [std, middle] = [IMAGENET_STD[colour] ?? 1, IMAGENET_MEAN[colour] ?? 0];
    const [m, d] = [mean[k] ?? 0, deviation[k] ?? 1];
    return { colour, scale: (255 * std) / d, shift: (255 * middle - m) / d };
  });
}

function ofTensor(
  where: string,
  images: FloatTensor,
  convention: Convention,
  backend: Pick<Backend, 'precision'>,
): NetworkInput {
  requireImages(where, images, backend);
  const [count = 0, , height = 0, width = 0] = images.shape;
  const pixels = height * width;
  const read = (first: number, after: number) => {
    const length = (after - first) * pixels * INPUT_CHANNELS;
    const values = backend.precision === 'float64' ? new Float64Array(length) : new Float32Array(length);
    for (const [k, { colour, scale, shift }] of channelsOf(convention).entries()) {
      for (let n = first; n < after; n++) {
        const from = (n * 3 + colour) * pixels;
        const to = (n - first) * pixels * INPUT_CHANNELS + k;
        for (let m = 0; m < pixels; m++) values[to + m * INPUT_CHANNELS] = scale * (images.data[from + m] ?? 0) + shift;
      }
    }
    return values;
  };
  return { count, height, width, read };
}

/** @throws ShapeError when they are not (N, 3, height, width) floats, no axis 0; DataError for a number that is not finite */
export function requireImages(where: string, images: FloatTensor, backend: Pick<Backend, 'precision'>): void {
  requireTensor(where, images);
  const { shape, data } = images;
  const [N = 0, channels, height = 0, width = 0] = shape;
  if (shape.length !== 4 || channels !== 3 || N * height * width === 0 || (data as unknown) instanceof Int32Array) {
    const expected = 'floats of shape (N, 3, height, width), no axis 0';
    throw new ShapeError({ where, expected, found: `(${shape.join(', ')})`, remedy: 'preprocessImage makes them.' });
  }
  requireFinite(where, images, formatOf(backend));
}

/** Writes the gradient of n network inputs (n, height, width, 4) as that of their images (n, 3, height, width). */
export function imageGradient(
  dinput: ArrayLike<number>,
  n: number,
  pixels: number,
  convention: Convention,
  into: Float32Array | Float64Array,
): void {
  for (const [k, { colour, scale }] of channelsOf(convention).entries()) {
    for (let i = 0; i < n; i++) {
      const to = (i * 3 + colour) * pixels;
      const from = i * pixels * INPUT_CHANNELS + k;
      for (let m = 0; m < pixels; m++) into[to + m] = scale * (dinput[from + m * INPUT_CHANNELS] ?? 0);
    }
  }
}

/** @throws ShapeError when it is no tensor of floats of this shape, DataError for a number that is not finite */
export function requireGradient(
  where: string,
  gradient: FloatTensor | undefined,
  wanted: readonly number[],
  backend: Pick<Backend, 'precision'>,
): asserts gradient is FloatTensor {
  requireTensor(where, gradient);
  if (gradient.shape.join() !== wanted.join() || gradient.data instanceof Int32Array) {
    const found = `(${gradient.shape.join(', ')})`;
    throw new ShapeError({ where, expected: `floats of shape (${wanted.join(', ')})`, found });
  }
  requireFinite(where, gradient, formatOf(backend));
}

const formatOf = ({ precision }: Pick<Backend, 'precision'>) => (precision === 'float64' ? FLOAT64 : FLOAT32);
