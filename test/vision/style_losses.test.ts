import { describe, expect, it } from 'vitest';
import { DataError, OptionError, ShapeError } from '../../src/errors.ts';
import { Random } from '../../src/random.ts';
import { type FloatTensor, tensor } from '../../src/tensor.ts';
import { contentLoss, gramMatrix, styleLoss, tvLoss } from '../../src/vision/style_losses.ts';
import { numericGradient, relativeError } from '../support/gradients.ts';
import { normalTensor } from '../support/tensors.ts';
import { addContentGradient, addStyleGradient, addTvGradient } from './support/plain_style.ts';

const random = new Random(1);
const features = normalTensor(random, 1, 1, 4, 3, 5);
const one = [tensor([1], Float64Array.of(1))];
const asOutputs = (loss: () => number) => async () => [tensor([1], Float64Array.of(loss()))];

describe('the losses of style transfer', () => {
  it('contentLoss is the weighted squared distance', () => {
    expect(contentLoss(0.5, tensor([1, 1, 1, 3], [1, 2, 3]), tensor([1, 1, 1, 3], [1, 0, 0]))).toBe(6.5);
  });

  it('gramMatrix sums products of channels over all pixels', () => {
    const two = tensor([2, 2, 1, 2], [1, 2, 3, 4, 5, 6, 7, 8]);
    expect([...gramMatrix(two, false).data]).toEqual([5, 11, 11, 25, 61, 83, 83, 113]);
    expect([...gramMatrix(two).data]).toEqual([5, 11, 11, 25, 61, 83, 83, 113].map((sum) => sum / 4));
    expect(gramMatrix(two).shape).toEqual([2, 2, 2]);
  });

  it('styleLoss adds up its layers, by their numbers', () => {
    const feats = [features, tensor([1, 1, 1, 2], [1, 1]), tensor([1, 1, 1, 2], [2, 2])];
    // Gram matrices 1 and 4.
    const targets = [tensor([1, 1, 1], [2]), tensor([1, 1, 1], [1])];
    expect(styleLoss(feats, [2, 1], targets, [10, 3])).toBe(10 * 4 + 3 * 0);
    expect(styleLoss(feats, [1, 2], targets, [10, 3])).toBe(10 * 1 + 3 * 9);
  });

  it('tvLoss sums squares of differences to the right and below', () => {
    const img = tensor([1, 3, 2, 2], [1, 2, 4, 8, 0, 0, 0, 0, 0, 0, 0, 1]);
    expect(tvLoss(img, 2)).toBe(2 * (1 + 16 + 9 + 36 + 1 + 1));
  });
});

describe('their gradients equal those of central differences', () => {
  const gradientOf = (x: FloatTensor) => new Float64Array(x.data.length);

  it('contentLoss', async () => {
    const target = normalTensor(random, 1, 1, 4, 3, 5);
    const gradient = gradientOf(features);
    addContentGradient(0.3, features, target, gradient);
    const numeric = await numericGradient(
      features,
      asOutputs(() => contentLoss(0.3, features, target)),
      one,
    );
    expect(relativeError(gradient, numeric)).toBeLessThan(1e-7);
  });

  it('styleLoss', async () => {
    const target = gramMatrix(normalTensor(random, 1, 1, 4, 2, 2));
    const gradient = gradientOf(features);
    addStyleGradient(7, features, target, gradient);
    const numeric = await numericGradient(
      features,
      asOutputs(() => styleLoss([features], [0], [target], [7])),
      one,
    );
    expect(relativeError(gradient, numeric)).toBeLessThan(1e-6);
  });

  it('tvLoss', async () => {
    const img = normalTensor(random, 1, 2, 3, 3, 4);
    const gradient = gradientOf(img);
    addTvGradient(0.6, img, gradient);
    const numeric = await numericGradient(
      img,
      asOutputs(() => tvLoss(img, 0.6)),
      one,
    );
    expect(relativeError(gradient, numeric)).toBeLessThan(1e-7);
  });
});

describe('they refuse', () => {
  const gram = gramMatrix(features);

  it.each<[string, () => unknown, new (...args: never[]) => Error]>([
    ['features of two shapes', () => contentLoss(1, features, gram), ShapeError],
    ['a weight below 0', () => contentLoss(-1, features, features), OptionError],
    ['features without pixels', () => gramMatrix(tensor([1, 2], [1, 2])), ShapeError],
    ['a layer that does not exist', () => styleLoss([features], [1], [gram], [1]), ShapeError],
    ['a layer without weight', () => styleLoss([features], [0], [gram], []), ShapeError],
    ['a layer without target', () => styleLoss([features], [0], [], [1]), ShapeError],
    ['a target of another layer', () => styleLoss([features], [0], [tensor([1, 1, 1], [1])], [1]), ShapeError],
    ['invalid images', () => tvLoss(features, 1), ShapeError],
    ['numbers that are not finite', () => tvLoss(tensor([1, 3, 1, 1], [1, 1, Number.NaN]), 1), DataError],
    ['sums that overflow', () => tvLoss(tensor([1, 3, 1, 2], new Float64Array(6).fill(1e300, 1, 2)), 1), DataError],
  ])('%s', (_, call, kind) => {
    expect(call).toThrow(kind);
  });
});
