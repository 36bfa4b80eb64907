import source from '../../../shaders/clamp.wgsl?raw';
import { clamp as op } from '../../ops/clamp.ts';
import type { Kernel } from '../kernel.ts';
import { oneVec4Each } from './elementwise.ts';

export const clamp: Kernel<typeof op> = { op, ...oneVec4Each(source) };
