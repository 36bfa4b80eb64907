import type { rnnStepForward as op } from '../ops/rnn_step_forward.ts';
import { tanhOf } from './activations.ts';
import { addProducts, inBlocks, loadRow } from './matrix.ts';
import type { Twin } from './twin.ts';

export const rnnStepForward: Twin<typeof op> = ({ rows: all, H, first, prev, out }, { xw, input_rows, wh, hs }) => {
  inBlocks(all, (from, rows) => {
    const states = new Float64Array(rows * H);
    const a = new Float64Array(rows * H);
    loadRow(states, hs, (prev + from) * H);
    for (let r = 0; r < rows; r++) {
      loadRow(a.subarray(r * H, (r + 1) * H), xw, (input_rows[first + from + r] ?? 0) * H);
    }
    addProducts(rows, a, states, wh);
    hs.set(a.map(tanhOf), (out + from) * H);
  });
};
