import source from '../../../shaders/rnn_step_backward.wgsl?raw';
import { rnnStepBackward as op } from '../../ops/rnn_step_backward.ts';
import type { Kernel } from '../kernel.ts';
import { product } from './product.ts';

export const rnnStepBackward: Kernel<typeof op> = {
  op,
  ...product(op, { source, rows: 'rows', columns: 'H', terms: 'H', left: 'terms', right: 'terms' }),
};
