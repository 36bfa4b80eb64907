import type { rnnStepForward as op } from '../ops/rnn_step_forward.ts';
import { tanhOf } from './activations.ts';
import { addWeightedRows, loadRow } from './matrix.ts';
import type { Twin } from './twin.ts';

export const rnnStepForward: Twin<typeof op> = ({ rows, H, first, prev, out }, { xw, input_rows, wh, hs }) => {
  const state = new Float64Array(H);
  const a = new Float64Array(H);
  for (let n = 0; n < rows; n++) {
    loadRow(state, hs, (prev + n) * H);
    loadRow(a, xw, (input_rows[first + n] ?? 0) * H);
    addWeightedRows(a, state, wh);
    hs.set(a.map(tanhOf), (out + n) * H);
  }
};
