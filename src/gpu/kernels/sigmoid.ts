import source from '../../../shaders/sigmoid.wgsl?raw';
import { sigmoid as op } from '../../ops/sigmoid.ts';
import type { Kernel } from '../kernel.ts';
import { oneElementEach } from './elementwise.ts';

export const sigmoid: Kernel<typeof op> = { op, ...oneElementEach(source) };
