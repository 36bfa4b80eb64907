import type { rnnStepBackward as op } from '../ops/rnn_step_backward.ts';
import { addRowDots, loadRow } from './matrix.ts';
import type { Twin } from './twin.ts';

export const rnnStepBackward: Twin<typeof op> = ({ rows, next_rows, H, first, out, next }, { dh, wh, hs, da }) => {
  const gradient = new Float64Array(H);
  for (let n = 0; n < rows; n++) {
    loadRow(gradient, dh, (first + n) * H);
    if (n < next_rows) addRowDots(gradient, da, (next + n) * H, wh, H);
    for (let j = 0; j < H; j++) {
      const h = hs[(out + n) * H + j] ?? 0;
      da[(first + n) * H + j] = (1 - h * h) * (gradient[j] ?? 0);
    }
  }
};
