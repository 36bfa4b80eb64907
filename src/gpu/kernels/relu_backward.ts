import source from '../../../shaders/relu_backward.wgsl?raw';
import { reluBackward as op } from '../../ops/relu_backward.ts';
import type { Kernel } from '../kernel.ts';
import { oneVec4Each } from './elementwise.ts';

export const reluBackward: Kernel<typeof op> = { op, ...oneVec4Each(source) };
