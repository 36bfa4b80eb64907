import source from '../../../shaders/fill.wgsl?raw';
import { fill as op } from '../../ops/fill.ts';
import type { Kernel } from '../kernel.ts';
import { oneVec4Each } from './elementwise.ts';

export const fill: Kernel<typeof op> = { op, ...oneVec4Each(source) };
