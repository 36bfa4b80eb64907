import type { affineForward as op } from '../ops/affine_forward.ts';
import { addWeightedRows, loadRow } from './matrix.ts';
import type { Twin } from './twin.ts';

export const affineForward: Twin<typeof op> = ({ M, K, N, x_first, y_first }, { x, w, b, rows, y }) => {
  const input = new Float64Array(K);
  const output = new Float64Array(N);
  for (let m = 0; m < M; m++) {
    loadRow(input, x, (rows ? (rows[m] ?? 0) : x_first + m) * K);
    if (b) loadRow(output, b, 0);
    else output.fill(0);
    addWeightedRows(output, input, w);
    y.set(output, (y_first + m) * N);
  }
};
