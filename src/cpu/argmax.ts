import type { argmax as op } from '../ops/argmax.ts';
import type { Twin } from './twin.ts';

export const argmax: Twin<typeof op> = ({ M, V, out }, { x, index }) => {
  for (let m = 0; m < M; m++) {
    let best = 0;
    for (let v = 1; v < V; v++) {
      if ((x[m * V + v] ?? 0) > (x[m * V + best] ?? 0)) best = v;
    }
    index[out + m] = best;
  }
};
