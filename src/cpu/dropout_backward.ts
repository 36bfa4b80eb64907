import type { dropoutBackward as op } from '../ops/dropout_backward.ts';
import { dropout } from './dropout.ts';
import type { Twin } from './twin.ts';

export const dropoutBackward: Twin<typeof op> = (sizes, { rows, dx }) => {
  const { M, N } = sizes;
  const drop = dropout(sizes);
  for (let m = 0; m < M; m++) {
    const row = rows ? (rows[m] ?? 0) : m;
    for (let n = 0; n < N; n++) dx[row * N + n] = drop(dx[row * N + n] ?? 0, row, n);
  }
};
