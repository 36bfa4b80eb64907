import source from '../../../shaders/affine_backward_input.wgsl?raw';
import { affineBackwardInput as op } from '../../ops/affine_backward_input.ts';
import type { Kernel } from '../kernel.ts';
import { product } from './product.ts';

export const affineBackwardInput: Kernel<typeof op> = {
  op,
  ...product(op, { source, rows: 'M', columns: 'K', terms: 'N', left: 'terms', right: 'terms' }),
};
