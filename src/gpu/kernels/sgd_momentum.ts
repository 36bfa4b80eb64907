import source from '../../../shaders/sgd_momentum.wgsl?raw';
import { sgdMomentum as op } from '../../ops/update_rules.ts';
import type { Kernel } from '../kernel.ts';
import { oneVec4Each } from './elementwise.ts';

export const sgdMomentum: Kernel<typeof op> = { op, ...oneVec4Each(source) };
