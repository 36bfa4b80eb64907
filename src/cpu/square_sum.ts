import { type squareSum as op, PARTIALS } from '../ops/square_sum.ts';
import type { Twin } from './twin.ts';

/** Partial p takes x[p], x[p + 512], …: the division does not affect the norm, and this order follows memory. */
export const squareSum: Twin<typeof op> = ({ Q }, { x, partials }) => {
  const sums = new Float64Array(PARTIALS);
  for (let q = 0; q < Q; q++) {
    const value = x[q] ?? 0;
    sums[q % PARTIALS] = (sums[q % PARTIALS] ?? 0) + value * value;
  }
  partials.set(sums);
};
