import type { affineBackwardWeight as op } from '../ops/affine_backward_weight.ts';
import { addProducts, inBlocks, loadRow } from './matrix.ts';
import type { Twin } from './twin.ts';

export const affineBackwardWeight: Twin<typeof op> = (
  { M, K, N, x_first, dy_first },
  { x, dy, rows: listed, dw },
  flags,
) => {
  // A row of dw for each column of x.
  inBlocks(K, (first, rows) => {
    const columns = new Float64Array(rows * M);
    const gradients = new Float64Array(rows * N);
    for (let m = 0; m < M; m++) {
      const start = (listed ? (listed[m] ?? 0) : x_first + m) * K + first;
      for (let r = 0; r < rows; r++) columns[r * M + m] = x[start + r] ?? 0;
    }
    if (flags.includes('accumulate')) loadRow(gradients, dw, first * N);
    addProducts(rows, gradients, columns, dy, dy_first);
    dw.set(gradients, first * N);
  });
};
