import type { affineBackwardWeight as op } from '../ops/affine_backward_weight.ts';
import { addWeightedRows, loadRow } from './matrix.ts';
import type { Twin } from './twin.ts';

export const affineBackwardWeight: Twin<typeof op> = ({ M, K, N, x_first, dy_first }, { x, dy, rows, dw }, flags) => {
  const column = new Float64Array(M);
  const gradient = new Float64Array(N);
  for (let k = 0; k < K; k++) {
    for (let m = 0; m < M; m++) column[m] = x[(rows ? (rows[m] ?? 0) : x_first + m) * K + k] ?? 0;
    if (flags.includes('accumulate')) loadRow(gradient, dw, k * N);
    else gradient.fill(0);
    addWeightedRows(gradient, column, dy, dy_first);
    dw.set(gradient, k * N);
  }
};
