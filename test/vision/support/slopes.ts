import { Random } from '../../../src/random.ts';
import type { FloatTensor } from '../../../src/tensor.ts';

/** Directions of one number each, and directions in which all numbers change. */
const SINGLE = 24;
const RANDOM = 8;

/**
 * How far a gradient is from central differences of `value` along some directions of x, relative to the steepest of them. `value`
 * must read x at every call. A step so short rarely goes over the corner of a ReLU or a maximum.
 */
export async function slopeError(x: FloatTensor, gradient: FloatTensor, value: () => Promise<number>, h = 1e-6) {
  const random = new Random(99);
  const { length } = x.data;
  const directions = Array.from({ length: SINGLE + RANDOM }, (_, i) => {
    if (i >= SINGLE) return Float64Array.from({ length }, () => random.normal());
    const chosen = random.below(length);
    return Float64Array.from({ length }, (__, j) => (j === chosen ? 1 : 0));
  });
  const start = x.data.slice();
  const moved = async (direction: Float64Array, by: number) => {
    for (let i = 0; i < length; i++) x.data[i] = (start[i] ?? 0) + by * (direction[i] ?? 0);
    const result = await value();
    x.data.set(start);
    return result;
  };
  const numeric: number[] = [];
  for (const direction of directions) {
    numeric.push(((await moved(direction, h)) - (await moved(direction, -h))) / (2 * h));
  }
  const along = directions.map((direction) => direction.reduce((sum, d, i) => sum + d * (gradient.data[i] ?? 0), 0));
  const apart = along.map((slope, i) => Math.abs(slope - (numeric[i] ?? Number.NaN)));
  return Math.max(...apart) / Math.max(...numeric.map(Math.abs));
}
