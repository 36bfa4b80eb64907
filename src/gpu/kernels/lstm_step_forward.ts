import source from '../../../shaders/lstm_step_forward.wgsl?raw';
import { lstmStepForward as op } from '../../ops/lstm_step_forward.ts';
import type { Kernel } from '../kernel.ts';
import { tiles } from '../tiles.ts';
import { registerTiles, stepResult } from './product.ts';

export const lstmStepForward: Kernel<typeof op> = {
  op,
  ...registerTiles(source, tiles.units, stepResult, ({ H = 1 }) => ({ H_VEC4: H % 4 === 0 })),
};
