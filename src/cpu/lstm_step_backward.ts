import type { lstmStepBackward as op } from '../ops/lstm_step_backward.ts';
import { tanhOf } from './activations.ts';
import { addDots, inBlocks, loadRow } from './matrix.ts';
import type { Twin } from './twin.ts';

export const lstmStepBackward: Twin<typeof op> = (
  { rows: all, next_rows, carry_rows, H, first, prev, out, next },
  { dh, wh, gates, cs, da, dc },
) => {
  inBlocks(all, (from, rows) => {
    const gradients = new Float64Array(rows * H);
    loadRow(gradients, dh, (first + from) * H);
    const alive = Math.max(0, Math.min(rows, next_rows - from));
    addDots(alive, gradients.subarray(0, alive * H), da, (next + from) * 4 * H, wh, 4 * H);
    for (let at = 0; at < rows * H; at++) {
      const unit = 4 * ((first + from) * H + at);
      const i = gates[unit] ?? 0;
      const f = gates[unit + 1] ?? 0;
      const o = gates[unit + 2] ?? 0;
      const g = gates[unit + 3] ?? 0;
      const t = tanhOf(cs[(out + from) * H + at] ?? 0);
      const dhNow = gradients[at] ?? 0;
      const carried = at < (carry_rows - from) * H ? (dc[from * H + at] ?? 0) : 0;
      const dcNow = dhNow * o * (1 - t * t) + carried;
      dc[from * H + at] = dcNow * f;
      da[unit] = dcNow * g * i * (1 - i);
      da[unit + 1] = dcNow * (cs[(prev + from) * H + at] ?? 0) * f * (1 - f);
      da[unit + 2] = dhNow * t * o * (1 - o);
      da[unit + 3] = dcNow * i * (1 - g * g);
    }
  });
};
