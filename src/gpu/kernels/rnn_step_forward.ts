import source from '../../../shaders/rnn_step_forward.wgsl?raw';
import { rnnStepForward as op } from '../../ops/rnn_step_forward.ts';
import type { Kernel } from '../kernel.ts';
import { product } from './product.ts';

export const rnnStepForward: Kernel<typeof op> = {
  op,
  ...product(op, { source, rows: 'rows', columns: 'H', terms: 'H', left: 'terms', right: 'columns' }),
};
