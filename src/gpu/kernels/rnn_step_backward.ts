import source from '../../../shaders/rnn_step_backward.wgsl?raw';
import { rnnStepBackward as op } from '../../ops/rnn_step_backward.ts';
import type { Kernel } from '../kernel.ts';
import { cover, threadsOf, tiles } from '../tiles.ts';

export const rnnStepBackward: Kernel<typeof op> = {
  op,
  source,
  defines: ({ H = 1 }) => ({ H_VEC4: H % 4 === 0 }),
  constants: () => threadsOf(tiles.step),
  workgroups: ({ rows, H }) => cover(tiles.step, H, rows),
};
