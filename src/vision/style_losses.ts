import { requireList } from '../arguments.ts';
import { ShapeError } from '../errors.ts';
import { FLOAT64, requireComputed, requireFinite } from '../finite.ts';
import { numberBetween, trueOrFalse } from '../option_checks.ts';
import { type FloatTensor, requireTensor } from '../tensor.ts';

/**
 * CS231n's `content_loss`: contentWeight · Σ (current − target)², both features of one layer, of one shape.
 * @throws ShapeError when shapes differ, OptionError for a weight that is no number from 0 up, DataError for numbers that are not finite
 */
export function contentLoss(contentWeight: number, contentCurrent: FloatTensor, contentTarget: FloatTensor): number {
  const where = 'contentLoss';
  const weight = weightOf(`${where}: contentWeight`, contentWeight);
  requireFloats(`${where}: contentCurrent`, contentCurrent);
  requireFloats(`${where}: contentTarget`, contentTarget, contentCurrent.shape);
  return finite(where, weight * squaredDistance(contentCurrent.data, contentTarget.data));
}

/**
 * CS231n's `gram_matrix`: which channels of features (N, C, height, width) go together: (N, C, C), sums of their products over
 * all pixels, divided by C · height · width unless `normalize` is false.
 * @throws ShapeError for another shape, OptionError when `normalize` is neither true nor false, DataError for numbers that are not finite
 */
export function gramMatrix(features: FloatTensor, normalize = true): FloatTensor {
  const where = 'gramMatrix';
  const divided = trueOrFalse(`${where}: normalize`, normalize);
  requireFloats(`${where}: features`, features, ['N', 'C', 'height', 'width']);
  const [N = 0, C = 0, height = 0, width = 0] = features.shape;
  const pixels = height * width;
  const scale = divided ? 1 / (C * pixels) : 1;
  const data = features.data instanceof Float64Array ? new Float64Array(N * C * C) : new Float32Array(N * C * C);
  for (let n = 0; n < N; n++) {
    for (let a = 0; a < C; a++) {
      for (let b = 0; b <= a; b++) {
        const sum = scale * dot(features.data, (n * C + a) * pixels, (n * C + b) * pixels, pixels);
        data[(n * C + a) * C + b] = sum;
        data[(n * C + b) * C + a] = sum;
      }
    }
  }
  requireComputed(where, { shape: [N, C, C], data });
  return { shape: [N, C, C], data };
}

/**
 * CS231n's `style_loss`: Σ over the layers of styleWeights[i] · Σ (G − styleTargets[i])², G being the Gram matrix of
 * feats[styleLayers[i]].
 * @param feats features (N, C, height, width) by layer, as `extractFeatures` gives them
 * @throws ShapeError when lists or shapes do not fit each other, OptionError for arguments of another kind, DataError for
 * numbers that are not finite
 */
export function styleLoss(
  feats: readonly FloatTensor[],
  styleLayers: readonly number[],
  styleTargets: readonly FloatTensor[],
  styleWeights: readonly number[],
): number {
  const where = 'styleLoss';
  requireList(`${where}: feats`, 'a list of features', feats);
  requireStyle(where, styleLayers, styleWeights);
  requireList(`${where}: styleTargets`, 'a list of Gram matrices', styleTargets);
  requireCount(`${where}: styleTargets`, styleTargets, styleLayers.length);
  let loss = 0;
  for (const [i, layer] of styleLayers.entries()) {
    const features: unknown = feats[layer];
    requireFloats(`${where}: feats[${layer}]`, features, ['N', 'C', 'height', 'width']);
    const gram = gramMatrix(features);
    const target: unknown = styleTargets[i];
    requireFloats(`${where}: styleTargets[${i}]`, target, gram.shape);
    loss += (styleWeights[i] ?? 0) * squaredDistance(gram.data, target.data);
  }
  return finite(where, loss);
}

/**
 * CS231n's `tv_loss`, the total variation of images (N, 3, height, width): tvWeight · the sum of the squares of the differences between
 * each number and those below and to the right of it.
 * @throws ShapeError for another shape, OptionError for a weight that is no number from 0 up, DataError for numbers that are not finite
 */
export function tvLoss(img: FloatTensor, tvWeight: number): number {
  const where = 'tvLoss';
  const weight = weightOf(`${where}: tvWeight`, tvWeight);
  requireFloats(`${where}: img`, img, ['N', 3, 'height', 'width']);
  let sum = 0;
  visitNeighbours(img, (one, other) => {
    sum += ((img.data[one] ?? 0) - (img.data[other] ?? 0)) ** 2;
  });
  return finite(where, weight * sum);
}

/** Visits all pairs of numbers of (N, channels, height, width) that lie side by side or below each other. */
function visitNeighbours({ shape, data }: FloatTensor, visit: (one: number, other: number) => void): void {
  const [, , height = 0, width = 0] = shape;
  for (let i = 0; i < data.length; i++) {
    if (i % width < width - 1) visit(i, i + 1);
    if (Math.floor(i / width) % height < height - 1) visit(i, i + width);
  }
}

/** @throws OptionError or ShapeError when layers and weights are no lists of natural numbers, and numbers, of one length */
export function requireStyle(where: string, styleLayers: unknown, styleWeights: unknown): void {
  requireList(`${where}: styleLayers`, 'a list of layers', styleLayers);
  requireList(`${where}: styleWeights`, 'a list of weights', styleWeights);
  requireCount(`${where}: styleWeights`, styleWeights, styleLayers.length);
  for (const [i, weight] of styleWeights.entries()) weightOf(`${where}: styleWeights[${i}]`, weight);
}

/** A weight of a loss. @throws OptionError when it is no number from 0 up */
export const weightOf = (where: string, value: unknown) => numberBetween(where, value, 0, 1e12);

function requireCount(where: string, list: readonly unknown[], count: number): void {
  if (list.length === count) return;
  throw new ShapeError({ where, expected: `${count} of them, one a layer`, found: `${list.length}` });
}

/** Checks that it is a tensor of finite floats with these axes, of which named ones may be any but 0. */
function requireFloats(
  where: string,
  value: unknown,
  axes?: readonly (number | string)[],
): asserts value is FloatTensor {
  requireTensor(where, value);
  const { shape, data } = value;
  const fits = axes?.every((axis, i) => (typeof axis === 'string' ? (shape[i] ?? 0) > 0 : shape[i] === axis)) ?? true;
  if ((axes && axes.length !== shape.length) || !fits || data instanceof Int32Array) {
    const expected = axes ? `floats of shape (${axes.join(', ')})` : 'floats';
    throw new ShapeError({ where, expected, found: `(${shape.join(', ')})` });
  }
  requireFinite(where, value, FLOAT64);
}

/** Σ (a − b)². */
function squaredDistance(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += ((a[i] ?? 0) - (b[i] ?? 0)) ** 2;
  return sum;
}

function dot(data: ArrayLike<number>, a: number, b: number, length: number): number {
  let sum = 0;
  for (let m = 0; m < length; m++) sum += (data[a + m] ?? 0) * (data[b + m] ?? 0);
  return sum;
}

function finite(where: string, loss: number): number {
  requireComputed(where, { shape: [], data: [loss] });
  return loss;
}
