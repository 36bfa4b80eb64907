import { expect, test } from 'vitest';
import { CpuBackend } from '../../src/cpu/backend.ts';
import { DataError } from '../../src/errors.ts';
import { createLayers } from '../../src/layers/create.ts';
import { tensor } from '../../src/tensor.ts';
import { linspaceTensor as t } from '../support/tensors.ts';

const layers = createLayers(new CpuBackend({ precision: 'float64' }));
const zeros = (...shape: number[]) => t(0, 0, ...shape);
const ints = (shape: number[], ...values: number[]) => tensor(shape, Int32Array.from(values));

const faults: Readonly<Record<string, readonly [() => Promise<unknown>, RegExp]>> = {
  'a word that is not in the vocabulary': [
    () => layers.wordEmbeddingForward(ints([1, 3], 0, 5, 1), zeros(5, 2)),
    /wordEmbeddingForward: x, element 1: expected an integer from 0 to 4, found 5/,
  ],
  'a negative word': [() => layers.wordEmbeddingForward(ints([1, 1], -1), zeros(5, 2)), /found -1/],
  'half a word': [() => layers.wordEmbeddingForward(tensor([1, 1], [0.5]), zeros(5, 2)), /found 0.5/],
  'a target that is not in the vocabulary': [
    () => layers.temporalSoftmaxLoss(zeros(1, 2, 3), ints([1, 2], 0, 3), ints([1, 2], 1, 1)),
    /temporalSoftmaxLoss: y, element 1/,
  ],
  'a mask that is not 0 or 1': [
    () => layers.temporalSoftmaxLoss(zeros(1, 2, 3), ints([1, 2], 0, 1), tensor([1, 2], [1, 0.5])),
    /temporalSoftmaxLoss: mask, element 1: expected an integer from 0 to 1/,
  ],
};

test.each(Object.entries(faults))('%s', async (_name, [call, message]) => {
  await expect(call()).rejects.toThrow(DataError);
  await expect(call()).rejects.toThrow(message);
});
