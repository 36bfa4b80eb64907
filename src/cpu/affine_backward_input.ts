import type { affineBackwardInput as op } from '../ops/affine_backward_input.ts';
import { addRowDots } from './matrix.ts';
import type { Twin } from './twin.ts';

export const affineBackwardInput: Twin<typeof op> = ({ M, K, N, dy_first, dx_first }, { dy, w, rows, dx }) => {
  const gradient = new Float64Array(K);
  for (let m = 0; m < M; m++) {
    gradient.fill(0);
    addRowDots(gradient, dy, (dy_first + m) * N, w, N);
    dx.set(gradient, (rows ? (rows[m] ?? 0) : dx_first + m) * K);
  }
};
