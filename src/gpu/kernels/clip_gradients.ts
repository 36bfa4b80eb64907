import source from '../../../shaders/clip_gradients.wgsl?raw';
import { clipGradients as op } from '../../ops/clip_gradients.ts';
import type { Kernel } from '../kernel.ts';
import { oneVec4Each } from './elementwise.ts';

export const clipGradients: Kernel<typeof op> = { op, ...oneVec4Each(source) };
