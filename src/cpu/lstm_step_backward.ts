import type { lstmStepBackward as op } from '../ops/lstm_step_backward.ts';
import { tanhOf } from './activations.ts';
import { addRowDots, loadRow } from './matrix.ts';
import type { Twin } from './twin.ts';

export const lstmStepBackward: Twin<typeof op> = (
  { rows, next_rows, carry_rows, H, first, prev, out, next },
  { dh, wh, gates, cs, da, dc },
) => {
  const gradient = new Float64Array(H);
  for (let n = 0; n < rows; n++) {
    loadRow(gradient, dh, (first + n) * H);
    if (n < next_rows) addRowDots(gradient, da, (next + n) * 4 * H, wh, 4 * H);
    for (let j = 0; j < H; j++) {
      const unit = 4 * ((first + n) * H + j);
      const i = gates[unit] ?? 0;
      const f = gates[unit + 1] ?? 0;
      const o = gates[unit + 2] ?? 0;
      const g = gates[unit + 3] ?? 0;
      const t = tanhOf(cs[(out + n) * H + j] ?? 0);
      const dhNow = gradient[j] ?? 0;
      const carried = n < carry_rows ? (dc[n * H + j] ?? 0) : 0;
      const dcNow = dhNow * o * (1 - t * t) + carried;
      dc[n * H + j] = dcNow * f;
      da[unit] = dcNow * g * i * (1 - i);
      da[unit + 1] = dcNow * (cs[(prev + n) * H + j] ?? 0) * f * (1 - f);
      da[unit + 2] = dhNow * t * o * (1 - o);
      da[unit + 3] = dcNow * i * (1 - g * g);
    }
  }
};
