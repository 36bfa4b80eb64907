import type { lstmStepForward as op } from '../ops/lstm_step_forward.ts';
import { sigmoidOf, tanhOf } from './activations.ts';
import { addProducts, inBlocks, loadRow } from './matrix.ts';
import type { Twin } from './twin.ts';

export const lstmStepForward: Twin<typeof op> = (
  { rows: all, H, first, prev, out },
  { xw, input_rows, wh, gates, hs, cs },
) => {
  inBlocks(all, (from, rows) => {
    const states = new Float64Array(rows * H);
    const a = new Float64Array(rows * 4 * H);
    loadRow(states, hs, (prev + from) * H);
    for (let r = 0; r < rows; r++) {
      loadRow(a.subarray(r * 4 * H, (r + 1) * 4 * H), xw, (input_rows[first + from + r] ?? 0) * 4 * H);
    }
    addProducts(rows, a, states, wh);
    for (let unit = 0; unit < rows * H; unit++) {
      const i = sigmoidOf(a[4 * unit] ?? 0);
      const f = sigmoidOf(a[4 * unit + 1] ?? 0);
      const o = sigmoidOf(a[4 * unit + 2] ?? 0);
      const g = tanhOf(a[4 * unit + 3] ?? 0);
      const c = f * (cs[(prev + from) * H + unit] ?? 0) + i * g;
      cs[(out + from) * H + unit] = c;
      hs[(out + from) * H + unit] = o * tanhOf(c);
      if (gates) gates.set([i, f, o, g], 4 * ((first + from) * H + unit));
    }
  });
};
