import source from '../../../shaders/column_sum.wgsl?raw';
import { columnSum as op } from '../../ops/column_sum.ts';
import { type Kernel, spread } from '../kernel.ts';

const COLUMNS = 16;
const SLICES = 16;

export const columnSum: Kernel<typeof op> = {
  op,
  source,
  constants: () => ({ COLUMNS, SLICES }),
  workgroups: ({ N }) => spread(Math.ceil(N / COLUMNS)),
};
