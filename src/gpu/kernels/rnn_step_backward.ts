import source from '../../../shaders/rnn_step_backward.wgsl?raw';
import { rnnStepBackward as op } from '../../ops/rnn_step_backward.ts';
import type { Kernel } from '../kernel.ts';
import { tiles } from '../tiles.ts';
import { registerTiles, stepResult } from './product.ts';

export const rnnStepBackward: Kernel<typeof op> = {
  op,
  ...registerTiles(source, tiles.step, stepResult, ({ H = 1 }) => ({ H_VEC4: H % 4 === 0 })),
};
