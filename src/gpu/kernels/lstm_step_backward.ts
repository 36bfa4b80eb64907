import source from '../../../shaders/lstm_step_backward.wgsl?raw';
import { lstmStepBackward as op } from '../../ops/lstm_step_backward.ts';
import type { Kernel } from '../kernel.ts';
import { product } from './product.ts';

export const lstmStepBackward: Kernel<typeof op> = {
  op,
  ...product(op, { source, rows: 'rows', columns: 'H', terms: '4H', left: 'terms', right: 'terms' }),
};
