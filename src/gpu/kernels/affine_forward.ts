import source from '../../../shaders/affine_forward.wgsl?raw';
import { affineForward as op } from '../../ops/affine_forward.ts';
import type { Kernel } from '../kernel.ts';
import { product } from './product.ts';

export const affineForward: Kernel<typeof op> = {
  op,
  ...product(op, { source, rows: 'M', columns: 'N', terms: 'K', left: 'terms', right: 'columns' }),
};
