import source from '../../../shaders/add_scaled.wgsl?raw';
import { addScaled as op } from '../../ops/add_scaled.ts';
import type { Kernel } from '../kernel.ts';
import { oneVec4Each } from './elementwise.ts';

export const addScaled: Kernel<typeof op> = { op, ...oneVec4Each(source) };
