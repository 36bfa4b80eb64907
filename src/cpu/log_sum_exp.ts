import type { logSumExp as op } from '../ops/log_sum_exp.ts';
import { magnitudeOf } from './magnitude.ts';
import type { Twin } from './twin.ts';

export const logSumExp: Twin<typeof op> = ({ M, V }, { x, total, magnitude }) => {
  for (let m = 0; m < M; m++) {
    const row = x.subarray(m * V, (m + 1) * V);
    let greatest = Number.NEGATIVE_INFINITY;
    for (const value of row) greatest = Math.max(greatest, value);
    let sum = 0;
    for (const value of row) sum += Math.exp(value - greatest);
    const own = magnitudeOf(row);
    total[m] = Number.isFinite(own) ? greatest + Math.log(sum) : Number.NaN;
    if (magnitude) magnitude[m] = Math.max(magnitude[m] ?? 0, own);
  }
};
