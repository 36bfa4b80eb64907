import source from '../../../shaders/lstm_step_forward.wgsl?raw';
import { lstmStepForward as op } from '../../ops/lstm_step_forward.ts';
import type { Kernel } from '../kernel.ts';
import { tiles } from '../tiles.ts';
import { blocks, registerTiles } from './product.ts';

interface Sizes {
  readonly rows: number;
  readonly H: number;
}

const { variants, ...plain } = registerTiles({
  source,
  tile: tiles.units,
  result: ({ rows, H }: Sizes) => [H, rows],
  fits: ({ H = 1 }) => ({ H_VEC4: H % 4 === 0 }),
});

// In blocks the four gates of a unit are columns. A thread has one unit of each of its rows, so it stores one number at a time.
const gates = blocks({
  source,
  tile: tiles.units,
  result: ({ rows, H }: Sizes) => [4 * H, rows],
  fits: () => ({ H_VEC4: false }),
});

export const lstmStepForward: Kernel<typeof op> = { op, ...plain, variants: { ...variants, ...gates } };
