import type { argmax as op } from '../ops/argmax.ts';
import { magnitudeOf } from './magnitude.ts';
import type { Twin } from './twin.ts';

export const argmax: Twin<typeof op> = ({ M, V, out }, { x, index, magnitude }) => {
  for (let m = 0; m < M; m++) {
    let best = 0;
    for (let v = 1; v < V; v++) {
      if ((x[m * V + v] ?? 0) > (x[m * V + best] ?? 0)) best = v;
    }
    index[out + m] = best;
    if (magnitude) magnitude[m] = Math.max(magnitude[m] ?? 0, magnitudeOf(x.subarray(m * V, (m + 1) * V)));
  }
};
