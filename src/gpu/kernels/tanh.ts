import source from '../../../shaders/tanh.wgsl?raw';
import { tanh as op } from '../../ops/tanh.ts';
import type { Kernel } from '../kernel.ts';
import { oneElementEach } from './elementwise.ts';

export const tanh: Kernel<typeof op> = { op, ...oneElementEach(source) };
