import type { lstmStepForward as op } from '../ops/lstm_step_forward.ts';
import { sigmoidOf, tanhOf } from './activations.ts';
import { addWeightedRows, loadRow } from './matrix.ts';
import type { Twin } from './twin.ts';

export const lstmStepForward: Twin<typeof op> = (
  { rows, H, first, prev, out },
  { xw, input_rows, wh, gates, hs, cs },
) => {
  const state = new Float64Array(H);
  const a = new Float64Array(4 * H);
  for (let n = 0; n < rows; n++) {
    loadRow(state, hs, (prev + n) * H);
    loadRow(a, xw, (input_rows[first + n] ?? 0) * 4 * H);
    addWeightedRows(a, state, wh);
    for (let j = 0; j < H; j++) {
      const i = sigmoidOf(a[4 * j] ?? 0);
      const f = sigmoidOf(a[4 * j + 1] ?? 0);
      const o = sigmoidOf(a[4 * j + 2] ?? 0);
      const g = tanhOf(a[4 * j + 3] ?? 0);
      const c = f * (cs[(prev + n) * H + j] ?? 0) + i * g;
      cs[(out + n) * H + j] = c;
      hs[(out + n) * H + j] = o * tanhOf(c);
      if (gates) gates.set([i, f, o, g], 4 * ((first + n) * H + j));
    }
  }
};
