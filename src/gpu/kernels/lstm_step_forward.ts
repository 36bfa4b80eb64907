import source from '../../../shaders/lstm_step_forward.wgsl?raw';
import { lstmStepForward as op } from '../../ops/lstm_step_forward.ts';
import type { Kernel } from '../kernel.ts';
import { cover, tiles } from '../tiles.ts';
import { registerTiles, stepResult } from './product.ts';

const { variants, ...plain } = registerTiles(source, tiles.units, stepResult, ({ H = 1 }) => ({ H_VEC4: H % 4 === 0 }));

export const lstmStepForward: Kernel<typeof op> = {
  op,
  ...plain,
  variants: {
    ...variants,
    // A thread has one unit of each of its rows, so it stores one number at a time.
    block_64: {
      source,
      defines: () => ({ H_VEC4: false, SHARE_ROWS: false, BLOCKS: true }),
      workgroups: ({ rows, H }) => cover(tiles.block, 4 * H, rows),
      hardware: true,
    },
  },
};
