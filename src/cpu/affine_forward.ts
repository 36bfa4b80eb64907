import type { affineForward as op } from '../ops/affine_forward.ts';
import { addProducts, inBlocks, loadRow } from './matrix.ts';
import type { Twin } from './twin.ts';

export const affineForward: Twin<typeof op> = ({ M, K, N, x_first, y_first }, { x, w, b, rows: listed, y }) => {
  inBlocks(M, (first, rows) => {
    const inputs = new Float64Array(rows * K);
    const outputs = new Float64Array(rows * N);
    for (let r = 0; r < rows; r++) {
      const m = first + r;
      loadRow(inputs.subarray(r * K, (r + 1) * K), x, (listed ? (listed[m] ?? 0) : x_first + m) * K);
      if (b) loadRow(outputs.subarray(r * N, (r + 1) * N), b, 0);
    }
    addProducts(rows, outputs, inputs, w);
    y.set(outputs, (y_first + first) * N);
  });
};
