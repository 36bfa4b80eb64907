import source from '../../../shaders/square_sum.wgsl?raw';
import { squareSum as op, PARTIALS } from '../../ops/square_sum.ts';
import type { Kernel } from '../kernel.ts';
import { reduction } from './reduction.ts';

export const squareSum: Kernel<typeof op> = {
  op,
  ...reduction<typeof op>(
    source,
    ['Q'],
    () => [PARTIALS, 1, 1],
    { PARTIALS },
    ({ Q = 1 }) => ({ VEC4: Q % 4 === 0 }),
  ),
};
