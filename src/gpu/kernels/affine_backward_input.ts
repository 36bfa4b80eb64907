import source from '../../../shaders/affine_backward_input.wgsl?raw';
import { affineBackwardInput as op } from '../../ops/affine_backward_input.ts';
import type { Kernel } from '../kernel.ts';
import { cover, threadsOf, tiles } from '../tiles.ts';

export const affineBackwardInput: Kernel<typeof op> = {
  op,
  source,
  defines: ({ K = 1, N = 1 }) => ({ K_VEC4: K % 4 === 0, N_VEC4: N % 4 === 0 }),
  constants: () => threadsOf(tiles.product),
  workgroups: ({ M, K }) => cover(tiles.product, K, M),
};
