import source from '../../../shaders/column_sum.wgsl?raw';
import { columnSum as op } from '../../ops/column_sum.ts';
import { type Kernel, type KnownSizes, spread } from '../kernel.ts';

const COLUMNS = 16;
const SLICES = 16;

/** Columns that a thread adds up: a vec4 of them where that is known to come out even. */
const width = ({ N = 1 }: KnownSizes) => (N % 4 === 0 ? 4 : 1);

export const columnSum: Kernel<typeof op> = {
  op,
  source,
  defines: (known) => ({ VEC4: width(known) === 4 }),
  constants: () => ({ COLUMNS, SLICES }),
  workgroups: ({ N }, known) => spread(Math.ceil(N / (COLUMNS * width(known)))),
};
