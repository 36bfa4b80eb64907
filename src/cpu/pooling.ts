import type {
  averagePoolBackward as averageBackward,
  averagePoolForward as averageForward,
  maxPoolBackward as maxBackward,
  maxPoolForward as maxForward,
} from '../ops/pooling.ts';
import type { Floats, NumbersOf, Twin } from './twin.ts';
import { visitWindow, visitWindows } from './windows.ts';

/** Where in x the maximum of channel c of a window lies: the first of equal ones, and the first NaN of all. */
function winner(sizes: NumbersOf<typeof maxForward>, x: Floats, n: number, p: number, q: number, c: number): number {
  let best = -1;
  visitWindow(sizes, n, p, q, (pixel) => {
    const at = pixel * sizes.C + c;
    const [value = 0, top = 0] = [x[at], x[best]];
    if (best < 0 || value > top || (Number.isNaN(value) && !Number.isNaN(top))) best = at;
  });
  return best;
}

export const maxPoolForward: Twin<typeof maxForward> = (sizes, { x, y }) => {
  visitWindows(sizes, (n, p, q, pixel) => {
    for (let c = 0; c < sizes.C; c++)
      y[pixel * sizes.C + c] = x[winner(sizes, x, n, p, q, c)] ?? Number.NEGATIVE_INFINITY;
  });
};

export const maxPoolBackward: Twin<typeof maxBackward> = (sizes, { x, dy, dx }) => {
  const { N, H, W, C } = sizes;
  const sums = new Float64Array(N * H * W * C);
  visitWindows(sizes, (n, p, q, pixel) => {
    for (let c = 0; c < C; c++) {
      const at = winner(sizes, x, n, p, q, c);
      if (at >= 0) sums[at] = (sums[at] ?? 0) + (dy[pixel * C + c] ?? 0);
    }
  });
  dx.set(sums);
};

export const averagePoolForward: Twin<typeof averageForward> = ({ N, M, C }, { x, y }) => {
  for (let n = 0; n < N; n++) {
    for (let c = 0; c < C; c++) {
      let sum = 0;
      for (let m = 0; m < M; m++) sum += x[(n * M + m) * C + c] ?? 0;
      y[n * C + c] = sum / M;
    }
  }
};

export const averagePoolBackward: Twin<typeof averageBackward> = ({ N, M, C }, { dy, dx }) => {
  for (let n = 0; n < N; n++) {
    for (let m = 0; m < M; m++) for (let c = 0; c < C; c++) dx[(n * M + m) * C + c] = (dy[n * C + c] ?? 0) / M;
  }
};
