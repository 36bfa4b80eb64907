import source from '../../../shaders/lstm_step_forward.wgsl?raw';
import { lstmStepForward as op } from '../../ops/lstm_step_forward.ts';
import type { Kernel } from '../kernel.ts';
import { product } from './product.ts';

export const lstmStepForward: Kernel<typeof op> = {
  op,
  ...product(op, { source, rows: 'rows', columns: '4H', terms: 'H', left: 'terms', right: 'columns', storeQuads: 4 }),
};
