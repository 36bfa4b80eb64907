import source from '../../../shaders/rmsprop.wgsl?raw';
import { rmsprop as op } from '../../ops/update_rules.ts';
import type { Kernel } from '../kernel.ts';
import { oneVec4Each } from './elementwise.ts';

export const rmsprop: Kernel<typeof op> = { op, ...oneVec4Each(source) };
