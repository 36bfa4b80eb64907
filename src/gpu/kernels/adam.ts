import source from '../../../shaders/adam.wgsl?raw';
import { adam as op } from '../../ops/update_rules.ts';
import type { Kernel } from '../kernel.ts';
import { oneVec4Each } from './elementwise.ts';

export const adam: Kernel<typeof op> = { op, ...oneVec4Each(source) };
