import type { dropoutForward as op } from '../ops/dropout_forward.ts';
import { dropout } from './dropout.ts';
import type { Twin } from './twin.ts';

export const dropoutForward: Twin<typeof op> = (sizes, { x, rows, y }) => {
  const { M, N, x_first, first } = sizes;
  const drop = dropout(sizes);
  for (let m = 0; m < M; m++) {
    const from = (rows ? (rows[m] ?? 0) : x_first + m) * N;
    const place = rows ? (rows[m] ?? 0) : first + m;
    for (let n = 0; n < N; n++) y[m * N + n] = drop(x[from + n] ?? 0, place, n);
  }
};
