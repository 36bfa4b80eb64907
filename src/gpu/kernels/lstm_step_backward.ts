import source from '../../../shaders/lstm_step_backward.wgsl?raw';
import { lstmStepBackward as op } from '../../ops/lstm_step_backward.ts';
import type { Kernel } from '../kernel.ts';
import { cover, threadsOf, tiles } from '../tiles.ts';

export const lstmStepBackward: Kernel<typeof op> = {
  op,
  source,

  constants: () => threadsOf(tiles.step),
  workgroups: ({ rows, H }) => cover(tiles.step, H, rows),
};
