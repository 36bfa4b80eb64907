import source from '../../../shaders/convert.wgsl?raw';
import { convert as op } from '../../ops/convert.ts';
import type { Kernel } from '../kernel.ts';
import { oneVec4Each } from './elementwise.ts';

export const convert: Kernel<typeof op> = { op, ...oneVec4Each(source) };
