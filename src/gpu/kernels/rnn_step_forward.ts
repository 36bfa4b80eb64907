import source from '../../../shaders/rnn_step_forward.wgsl?raw';
import { rnnStepForward as op } from '../../ops/rnn_step_forward.ts';
import type { Kernel } from '../kernel.ts';
import { tiles } from '../tiles.ts';
import { registerTiles, stepResult } from './product.ts';

export const rnnStepForward: Kernel<typeof op> = {
  op,
  ...registerTiles(source, tiles.step, stepResult, ({ H = 1 }) => ({ H_VEC4: H % 4 === 0 })),
};
