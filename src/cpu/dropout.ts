import { counterUniform } from '../ops/counter_random.ts';

/** Dropout of one element, that in row `row` and column `n`. Dropping does not hide a value that is not finite. */
export function dropout(
  sizes: Readonly<Record<'N' | 'seed' | 'stream' | 'step' | 'rate', number>>,
): (x: number, row: number, n: number) => number {
  const { N, seed, stream, step } = sizes;
  // A kernel receives the rate as float32: a rate between two floats would drop other elements.
  const rate = Math.fround(sizes.rate);
  const kept = 1 / (1 - rate);
  return (x, row, n) => {
    const dropped = counterUniform(seed, stream, step, row * N + n) < rate;
    return dropped && Number.isFinite(x) ? 0 : x * kept;
  };
}
