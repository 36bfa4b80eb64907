import type { affineBackwardInput as op } from '../ops/affine_backward_input.ts';
import { addDots, inBlocks } from './matrix.ts';
import type { Twin } from './twin.ts';

export const affineBackwardInput: Twin<typeof op> = ({ M, K, N, dy_first, dx_first }, { dy, w, rows: listed, dx }) => {
  inBlocks(M, (first, rows) => {
    const gradients = new Float64Array(rows * K);
    addDots(rows, gradients, dy, (dy_first + first) * N, w, N);
    for (let r = 0; r < rows; r++) {
      const m = first + r;
      dx.set(gradients.subarray(r * K, (r + 1) * K), (listed ? (listed[m] ?? 0) : dx_first + m) * K);
    }
  });
};
