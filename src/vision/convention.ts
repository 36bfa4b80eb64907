import { refused } from '../tensor_files/json.ts';

/** What a network expects of a picture, as its weights were trained. */
export interface Convention {
  /** Pixels a side. */
  readonly inputSize: number;
  /** Order of the colours. */
  readonly order: 'RGB' | 'BGR';
  /** In that order: what is taken off each byte, and what the rest is then divided by. */
  readonly mean: readonly number[];
  readonly deviation: readonly number[];
  /** Whether the last window of a pooling may reach beyond the picture. */
  readonly ceil: boolean;
  /** Pixels of zeros around the input of the classifier's convolution. */
  readonly classifierPad: number;
}

/** Mean and deviation of ImageNet's colours (RGB, 0 to 1), as CS231n and torchvision have them. */
export const IMAGENET_MEAN = [0.485, 0.456, 0.406] as const;
export const IMAGENET_STD = [0.229, 0.224, 0.225] as const;

export const TORCHVISION: Convention = {
  inputSize: 224,
  order: 'RGB',
  mean: IMAGENET_MEAN.map((mean) => 255 * mean),
  deviation: IMAGENET_STD.map((deviation) => 255 * deviation),
  ceil: true,
  classifierPad: 0,
};

/** Caffe's, whose poolings always reach beyond the picture; the first release pads the classifier. */
export const caffe = (version: '1.0' | '1.1'): Convention => ({
  inputSize: version === '1.0' ? 224 : 227,
  order: 'BGR',
  mean: [104, 117, 123],
  deviation: [1, 1, 1],
  ceil: true,
  classifierPad: version === '1.0' ? 1 : 0,
});

const NUMBER = '(\\d+(?:\\.\\d+)?)';
const TRIPLE = `\\(${NUMBER}, ?${NUMBER}, ?${NUMBER}\\)`;
const INPUT = new RegExp(`^(RGB|BGR), (\\d+)x(\\d+)(?: or \\d+x\\d+)?, minus ${TRIPLE}(?:, divided by ${TRIPLE})?$`);

/**
 * The convention that a file's metadata say, such as `input: BGR, 227x227, minus (103.939,116.779,123.68)` (bytes; also
 * `…, divided by (…)`) and `pooling: floor`; what they do not say is as in `usual`. Keras, which the source may name, has
 * no ceil mode.
 * @throws CheckpointError when they say something that is not understood
 */
export function conventionOf(metadata: Readonly<Record<string, string>>, usual: Convention, where: string): Convention {
  const { input, source = '', pooling = /keras/i.test(source) ? 'floor' : undefined } = metadata;
  if (pooling !== undefined && pooling !== 'floor' && pooling !== 'ceil') {
    refused(`${where}: metadata pooling`, 'floor or ceil', pooling, 'Say how its poolings end.');
  }
  const ceil = pooling === undefined ? usual.ceil : pooling === 'ceil';
  if (input === undefined) return { ...usual, ceil };
  const [, order, width, height, ...numbers] = INPUT.exec(input) ?? [];
  const values = numbers.map((number) => Number(number ?? 1));
  if (order === undefined || width !== height || Number(width) < 1 || values.includes(0, 3)) {
    const expected = 'an input such as "RGB, 224x224, minus (124,116,104), divided by (58,57,57)"';
    refused(`${where}: metadata input`, expected, input, 'Colours are in bytes, 0 to 255.');
  }
  const [mean, deviation] = [values.slice(0, 3), values.slice(3)];
  return { ...usual, ceil, order: order as 'RGB' | 'BGR', inputSize: Number(width), mean, deviation };
}

/** A convention in words, for the mark of features. */
export function conventionInWords({ order, inputSize, mean, deviation }: Convention): string {
  const listed = (values: readonly number[]) => `(${values.map((value) => +value.toFixed(3)).join(', ')})`;
  const scale = deviation.every((one) => one === 1) ? '' : `, divided by ${listed(deviation)}`;
  return `bilinear ${inputSize} × ${inputSize}, ${order} minus ${listed(mean)}${scale}`;
}
