import source from '../../../shaders/affine_backward_input.wgsl?raw';
import { affineBackwardInput as op } from '../../ops/affine_backward_input.ts';
import type { Kernel } from '../kernel.ts';
import { product } from './product.ts';

export const affineBackwardInput: Kernel<typeof op> = {
  op,
  ...product(source, ({ M, K }: { readonly M: number; readonly K: number }) => [K, M]),
};
