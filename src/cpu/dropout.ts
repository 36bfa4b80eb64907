import { counterUniform } from '../ops/counter_random.ts';

/** One draw of a dropout mask: what the element in row `row` and column `n` is multiplied by. */
export function dropoutMask(
  sizes: Readonly<Record<'N' | 'seed' | 'stream' | 'step' | 'rate', number>>,
): (row: number, n: number) => number {
  const { N, seed, stream, step } = sizes;
  // A kernel is given the rate as float32: one that lies between two floats would drop other elements.
  const rate = Math.fround(sizes.rate);
  const kept = 1 / (1 - rate);
  return (row, n) => (counterUniform(seed, stream, step, row * N + n) < rate ? 0 : kept);
}
