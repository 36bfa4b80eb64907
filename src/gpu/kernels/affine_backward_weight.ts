import source from '../../../shaders/affine_backward_weight.wgsl?raw';
import { affineBackwardWeight as op } from '../../ops/affine_backward_weight.ts';
import type { Kernel } from '../kernel.ts';
import { product } from './product.ts';

export const affineBackwardWeight: Kernel<typeof op> = {
  op,
  ...product(op, { source, rows: 'K', columns: 'N', terms: 'M', left: 'rows', right: 'columns' }),
};
