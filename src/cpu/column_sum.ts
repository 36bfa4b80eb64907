import type { columnSum as op } from '../ops/column_sum.ts';
import { loadRow } from './matrix.ts';
import type { Twin } from './twin.ts';

export const columnSum: Twin<typeof op> = ({ M, N, first }, { x, sum }, flags) => {
  const total = new Float64Array(N);
  if (flags.includes('accumulate')) loadRow(total, sum, 0);
  for (let m = 0; m < M; m++) {
    const row = (first + m) * N;
    for (let n = 0; n < N; n++) total[n] = (total[n] ?? 0) + (x[row + n] ?? 0);
  }
  sum.set(total);
};
