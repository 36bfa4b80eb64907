import source from '../../../shaders/column_sum.wgsl?raw';
import { columnSum as op } from '../../ops/column_sum.ts';
import { type Kernel, type KnownSizes, spread } from '../kernel.ts';

/** Columns that a thread adds up: a vec4 of them where that is known to come out even. */
const width = ({ N = 1 }: KnownSizes) => (N % 4 === 0 ? 4 : 1);

const way = (COLUMNS: number, SLICES: number) => ({
  source,
  defines: (known: KnownSizes) => ({ VEC4: width(known) === 4 }),
  constants: () => ({ COLUMNS, SLICES }),
  workgroups: ({ N }: { readonly N: number }, known: KnownSizes) => spread(Math.ceil(N / (COLUMNS * width(known)))),
});

/** With `slices` a thread has a quarter of the rows, and a large GPU four times as many workgroups. */
export const columnSum: Kernel<typeof op> = {
  op,
  ...way(16, 16),
  extents: ['M', 'N'],
  variants: { slices: { ...way(4, 64), hardware: true } },
};
