import type { globalNorm as op } from '../ops/global_norm.ts';
import { PARTIALS } from '../ops/square_sum.ts';
import type { Twin } from './twin.ts';

export const globalNorm: Twin<typeof op> = ({ R }, { partials, loss, norm, halted }) => {
  let total = 0;
  for (let p = 0; p < PARTIALS; p++) total += partials[p] ?? 0;
  for (let r = 0; r < R; r++) {
    norm[r] = Number.isFinite(total) ? Math.sqrt(total) : Number.NaN;
    if (!Number.isFinite(norm[r]) || !Number.isFinite(loss[r])) halted[r] = 1;
  }
};
