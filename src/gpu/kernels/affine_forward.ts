import source from '../../../shaders/affine_forward.wgsl?raw';
import { affineForward as op } from '../../ops/affine_forward.ts';
import type { Kernel } from '../kernel.ts';
import { cover, threadsOf, tiles } from '../tiles.ts';

export const affineForward: Kernel<typeof op> = {
  op,
  source,
  defines: ({ K = 1, N = 1 }) => ({ K_VEC4: K % 4 === 0, N_VEC4: N % 4 === 0 }),
  constants: () => threadsOf(tiles.product),
  workgroups: ({ M, N }) => cover(tiles.product, N, M),
};
