import source from '../../../shaders/lstm_step_forward.wgsl?raw';
import { lstmStepForward as op } from '../../ops/lstm_step_forward.ts';
import type { Kernel } from '../kernel.ts';
import { cover, threadsOf, tiles } from '../tiles.ts';

export const lstmStepForward: Kernel<typeof op> = {
  op,
  source,
  defines: ({ H = 1 }) => ({ H_VEC4: H % 4 === 0 }),
  constants: () => threadsOf(tiles.units),
  workgroups: ({ rows, H }) => cover(tiles.units, H, rows),
};
