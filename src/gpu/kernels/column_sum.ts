import source from '../../../shaders/column_sum.wgsl?raw';
import { columnSum as op } from '../../ops/column_sum.ts';
import type { Kernel } from '../kernel.ts';
import { sumOverRows } from './sum_over_rows.ts';

export const columnSum: Kernel<typeof op> = { op, ...sumOverRows(source, ['M', 'N'], ['N']) };
