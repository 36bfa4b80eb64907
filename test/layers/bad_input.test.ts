import { describe, expect, test } from 'vitest';
import { CpuBackend } from '../../src/cpu/backend.ts';
import { DeviceError, ShapeError } from '../../src/errors.ts';
import { createLayers } from '../../src/layers/create.ts';
import { type FloatTensor, type Tensor, tensor } from '../../src/tensor.ts';
import { linspaceTensor as t } from '../support/tensors.ts';

const backend = new CpuBackend({ precision: 'float64' });
const layers = createLayers(backend);
const zeros = (...shape: number[]) => t(0, 0, ...shape);
const ints = (shape: number[], ...values: number[]) => tensor(shape, Int32Array.from(values));

/** What plain JavaScript could pass where a tensor belongs. */
const smuggled = (value: unknown) => value as FloatTensor;

const faults: Readonly<Record<string, readonly [() => Promise<unknown>, RegExp]>> = {
  'affine: w does not take the rows of x': [
    () => layers.affineForward(zeros(2, 3, 4), zeros(11, 5), zeros(5)),
    /affineForward: w: expected shape \(D, M\) = \(12, M\).*found \(11, 5\)/,
  ],
  'affine: b of another length': [
    () => layers.affineForward(zeros(2, 3), zeros(3, 5), zeros(4)),
    /affineForward: b: .*\(5\).*found \(4\)/,
  ],
  'rank too small': [
    () => layers.temporalAffineForward(zeros(2, 3), zeros(3, 5), zeros(5)),
    /temporalAffineForward: x: expected shape \(N, T, D\)/,
  ],
  'an empty axis': [
    () => layers.rnnForward(zeros(2, 0, 3), zeros(2, 4), zeros(3, 4), zeros(4, 4), zeros(4)),
    /rnnForward: x/,
  ],
  'rnn: Wh is not square': [
    () => layers.rnnForward(zeros(2, 3, 4), zeros(2, 5), zeros(4, 5), zeros(5, 6), zeros(5)),
    /rnnForward: Wh: expected shape \(H, H\) = \(5, 5\).*found \(5, 6\)/,
  ],
  'rnn step: h of other captions': [
    () => layers.rnnStepForward(zeros(2, 4), zeros(3, 5), zeros(4, 5), zeros(5, 5), zeros(5)),
    /rnnStepForward: prevH: .*\(2, H\).*found \(3, 5\)/,
  ],
  'lstm: weights for three gates': [
    () => layers.lstmForward(zeros(2, 3, 4), zeros(2, 5), zeros(4, 15), zeros(5, 15), zeros(15)),
    /lstmForward: Wx: expected shape \(D, 4H\) = \(4, 20\).*found \(4, 15\)/,
  ],
  'lstm step: cell of another width': [
    () => layers.lstmStepForward(zeros(2, 4), zeros(2, 5), zeros(2, 6), zeros(4, 20), zeros(5, 20), zeros(20)),
    /lstmStepForward: prevC/,
  ],
  'a mask of another shape': [
    () => layers.temporalSoftmaxLoss(zeros(1, 2, 3), ints([1, 2], 0, 1), ints([2, 1], 1, 1)),
    /temporalSoftmaxLoss: mask: .*\(1, 2\).*found \(2, 1\)/,
  ],
  'integers where reals belong': [
    () => layers.affineForward(smuggled(ints([1, 1], 1)), zeros(1, 1), zeros(1)),
    /affineForward: x: expected float32 or float64 values, found int32/,
  ],
  'no tensor at all': [() => layers.sigmoid(smuggled(undefined)), /sigmoid: x: expected a tensor, found nothing/],
  'a plain array': [() => layers.sigmoid(smuggled([1, 2])), /expected a tensor, found a list/],
  'a shape that its data does not fill': [
    () => layers.sigmoid({ shape: [2, 3], data: new Float64Array(5) }),
    /expected 6 values for its shape, found shape \(2, 3\) with 5 values/,
  ],
};

test.each(Object.entries(faults))('%s', async (_name, [call, message]) => {
  await expect(call()).rejects.toThrow(ShapeError);
  await expect(call()).rejects.toThrow(message);
});

describe('caches', () => {
  test('a gradient must have the shape of the output', async () => {
    const [, cache] = await layers.lstmForward(zeros(2, 3, 4), zeros(2, 5), zeros(4, 20), zeros(5, 20), zeros(20));
    await expect(layers.lstmBackward(zeros(3, 2, 5), cache)).rejects.toThrow(
      /lstmBackward: dh: expected shape \(N, T, H\) = \(2, 3, 5\).*found \(3, 2, 5\)/,
    );
    const [, affine] = await layers.affineForward(zeros(2, 3), zeros(3, 4), zeros(4));
    await expect(layers.affineBackward(zeros(2, 5), affine)).rejects.toThrow(/affineBackward: dout/);
  });

  test('the cache of another function, or none, is refused by name', async () => {
    const [, cache] = await layers.rnnForward(zeros(1, 1, 1), zeros(1, 1), zeros(1, 1), zeros(1, 1), zeros(1));
    const foreign: unknown = cache;
    const backward = layers.lstmBackward as (dh: Tensor, cache: unknown) => Promise<unknown>;
    await expect(backward(zeros(1, 1, 1), foreign)).rejects.toThrow(
      /lstmBackward: cache: expected the cache that lstmForward returned, found one of rnnForward/,
    );
    await expect(backward(zeros(1, 1, 1), undefined)).rejects.toThrow(ShapeError);
    await expect(backward(zeros(1, 1, 1), {})).rejects.toThrow(ShapeError);
  });
});

describe('memory', () => {
  test('a layer leaves no buffer behind', async () => {
    const [h, cache] = await layers.lstmForward(zeros(2, 3, 4), zeros(2, 5), zeros(4, 20), zeros(5, 20), zeros(20));
    await layers.lstmBackward(h, cache);
    expect(backend.bytes).toBe(0);
  });

  test('nor when it fails halfway', async () => {
    class Cramped extends CpuBackend {
      #left = 3;

      override create(...args: Parameters<CpuBackend['create']>) {
        if (this.#left-- === 0) throw new DeviceError({ where: args[0], expected: 'memory', found: 'none' });
        return super.create(...args);
      }
    }
    const cramped = new Cramped();
    const call = createLayers(cramped).affineForward(zeros(2, 3), zeros(3, 4), zeros(4));
    await expect(call).rejects.toThrow(DeviceError);
    expect(cramped.bytes).toBe(0);
  });
});
