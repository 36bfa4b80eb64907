import type {
  averagePoolBackward as averageBackward,
  averagePoolForward as averageForward,
  maxPoolBackward as maxBackward,
  maxPoolForward as maxForward,
} from '../ops/pooling.ts';
import { loadRow } from './matrix.ts';
import type { Twin } from './twin.ts';
import { visitWindow, visitWindows } from './windows.ts';

export const maxPoolForward: Twin<typeof maxForward> = (sizes, { x, y }) => {
  const { C } = sizes;
  visitWindows(sizes, (n, p, q, pixel) => {
    for (let c = 0; c < C; c++) {
      let best: number | undefined;
      visitWindow(sizes, n, p, q, (from) => {
        const value = x[from * C + c] ?? 0;
        if (best === undefined || value > best || Number.isNaN(value)) best = value;
      });
      y[pixel * C + c] = best ?? 0;
    }
  });
};

export const maxPoolBackward: Twin<typeof maxBackward> = (sizes, { x, y, dy, dx }, flags) => {
  const { N, H, W, C } = sizes;
  const sums = new Float64Array(N * H * W * C);
  if (flags.includes('accumulate')) loadRow(sums, dx, 0);
  const equal = (a = 0, b = 0) => a === b || (Number.isNaN(a) && Number.isNaN(b));
  visitWindows(sizes, (n, p, q, pixel) => {
    for (let c = 0; c < C; c++) {
      let first = -1;
      visitWindow(sizes, n, p, q, (to) => {
        if (first < 0 && equal(x[to * C + c], y[pixel * C + c])) first = to * C + c;
      });
      if (first >= 0) sums[first] = (sums[first] ?? 0) + (dy[pixel * C + c] ?? 0);
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
