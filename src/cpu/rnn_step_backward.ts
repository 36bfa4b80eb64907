import type { rnnStepBackward as op } from '../ops/rnn_step_backward.ts';
import { addDots, inBlocks, loadRow } from './matrix.ts';
import type { Twin } from './twin.ts';

export const rnnStepBackward: Twin<typeof op> = ({ rows: all, next_rows, H, first, out, next }, { dh, wh, hs, da }) => {
  inBlocks(all, (from, rows) => {
    const gradients = new Float64Array(rows * H);
    loadRow(gradients, dh, (first + from) * H);
    const alive = Math.max(0, Math.min(rows, next_rows - from));
    addDots(alive, gradients.subarray(0, alive * H), da, (next + from) * H, wh, H);
    for (let at = 0; at < rows * H; at++) {
      const h = hs[(out + from) * H + at] ?? 0;
      da[(first + from) * H + at] = (1 - h * h) * (gradients[at] ?? 0);
    }
  });
};
