import source from '../../../shaders/weight_decay.wgsl?raw';
import { weightDecay as op } from '../../ops/weight_decay.ts';
import type { Kernel } from '../kernel.ts';
import { oneVec4Each } from './elementwise.ts';

export const weightDecay: Kernel<typeof op> = { op, ...oneVec4Each(source) };
