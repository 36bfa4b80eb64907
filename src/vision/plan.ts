import { ShapeError } from '../errors.ts';
import type { Convention } from './convention.ts';
import { CLASSIFIER, type Layer, layersOf, type Version } from './squeezenet.ts';

/** Pixels of a picture. */
export interface PictureSize {
  readonly height: number;
  readonly width: number;
}

/** What a layer makes of one picture, channels last. */
export interface Activation extends PictureSize {
  readonly name: string;
  readonly channels: number;
}

/** How many numbers it has. */
export const numbersOf = ({ height, width, channels }: Activation) => height * width * channels;

/** From one activation into channels of another, from `first` on. */
export interface ConvolutionStep {
  readonly kind: 'convolution';
  readonly filters: string;
  readonly from: string;
  readonly to: string;
  readonly first: number;
  readonly pad: number;
  readonly stride: number;
}

/** One call of the forward pass. */
export type Step = ConvolutionStep | { readonly kind: 'pool'; readonly from: string; readonly to: string };

/** A network at one size of its input. */
export interface Plan {
  readonly activations: ReadonlyMap<string, Activation>;
  /** In the order of the forward pass. */
  readonly steps: readonly Step[];
}

/** What is known of a network, whatever its weights are. */
export interface NetworkShape {
  readonly version: Version;
  readonly convention: Pick<Convention, 'ceil' | 'classifierPad'>;
  /** Filters of each convolution, and pixels a side of its window, by the names of `convolutionsOf`. */
  readonly filters: ReadonlyMap<string, { readonly F: number; readonly R: number }>;
}

/** The name of what goes in. */
export const INPUT = 'input';
/** Channels of the input: three colours and zeros, so that kernels read a pixel as one vec4. */
export const INPUT_CHANNELS = 4;
/** Of every pooling. */
export const POOL_WINDOW = 3;
export const STRIDE = 2;

/** @throws ShapeError when a picture is so small that nothing is left of it */
export function planOf(file: NetworkShape, height: number, width: number, where: string): Plan {
  const activations = new Map<string, Activation>();
  const steps: Step[] = [];
  const add = (name: string, size: (pixels: number) => number, channels: number, like = at) => {
    const { height: h, width: w } = activations.get(like) ?? { height, width };
    const [P, Q] = [size(h), size(w)];
    if (P < 1 || Q < 1) {
      throw new ShapeError({
        where,
        expected: `pictures that are large enough for ${name}`,
        found: `${height} × ${width} pixels`,
      });
    }
    activations.set(name, { name, height: P, width: Q, channels });
  };
  const convolve = (filters: string, from: string, to: string, first = 0, pad = 0, stride = 1) =>
    steps.push({ kind: 'convolution', filters, from, to, first, pad, stride });
  const same = (pixels: number) => pixels;
  const F = (name: string) => file.filters.get(name)?.F ?? 0;
  let at = INPUT;
  add(INPUT, same, INPUT_CHANNELS);
  const layer = ({ kind, name }: Layer) => {
    if (kind === 'convolution') {
      add(name, windows(file.filters.get(name)?.R ?? 1, false), F(name));
      convolve(name, at, name, 0, 0, STRIDE);
    } else if (kind === 'pool') {
      add(name, windows(POOL_WINDOW, file.convention.ceil), activations.get(at)?.channels ?? 0);
      steps.push({ kind, from: at, to: name });
    } else {
      const [squeeze, one, three] = ['squeeze1x1', 'expand1x1', 'expand3x3'].map((part) => `${name}/${part}`) as [
        string,
        string,
        string,
      ];
      add(squeeze, same, F(squeeze));
      convolve(squeeze, at, squeeze);
      add(name, same, F(one) + F(three));
      convolve(one, squeeze, name);
      convolve(three, squeeze, name, F(one), 1);
    }
    at = name;
  };
  layersOf(file.version).forEach(layer);
  if (file.filters.has(CLASSIFIER)) {
    const pad = file.convention.classifierPad;
    add(CLASSIFIER, (pixels) => pixels + 2 * pad, F(CLASSIFIER));
    convolve(CLASSIFIER, at, CLASSIFIER, 0, pad);
  }
  return { activations, steps };
}

/** The number of windows in this many pixels; in ceil mode the last one may end beyond them. */
const windows = (window: number, ceil: boolean) => (pixels: number) =>
  (ceil ? Math.ceil : Math.floor)((pixels - window) / STRIDE) + 1;

/** The steps that lead to the last of these activations. */
export function stepsUntil({ steps }: Plan, names: readonly string[]): Step[] {
  const last = steps.findLastIndex(({ to }) => names.includes(to));
  return steps.slice(0, last + 1);
}
