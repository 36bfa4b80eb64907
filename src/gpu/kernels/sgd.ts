import source from '../../../shaders/sgd.wgsl?raw';
import { sgd as op } from '../../ops/update_rules.ts';
import type { Kernel } from '../kernel.ts';
import { oneVec4Each } from './elementwise.ts';

export const sgd: Kernel<typeof op> = { op, ...oneVec4Each(source) };
