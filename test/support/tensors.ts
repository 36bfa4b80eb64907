import type { Random } from '../../src/random.ts';
import { type FloatTensor, type IndexTensor, sizeOf, tensor } from '../../src/tensor.ts';
import { linspace } from './numbers.ts';

/** Evenly spaced numbers in a shape, as the course's notebooks make their inputs. */
export function linspaceTensor(low: number, high: number, ...shape: number[]): FloatTensor {
  return tensor(shape, linspace(low, high, sizeOf(shape)));
}

/** Normally distributed numbers in float64. */
export function normalTensor(random: Random, scale: number, ...shape: number[]): FloatTensor {
  return tensor(
    shape,
    Float64Array.from({ length: sizeOf(shape) }, () => scale * random.normal()),
  );
}

/** Integers from 0 to `below` − 1. */
export function indexTensor(random: Random, below: number, ...shape: number[]): IndexTensor {
  return tensor(
    shape,
    Int32Array.from({ length: sizeOf(shape) }, () => random.below(below)),
  );
}
