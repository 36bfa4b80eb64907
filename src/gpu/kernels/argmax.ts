import source from '../../../shaders/argmax.wgsl?raw';
import { argmax as op } from '../../ops/argmax.ts';
import { type Kernel, spread } from '../kernel.ts';
import { reduction } from './reduction.ts';

export const argmax: Kernel<typeof op> = { op, ...reduction<typeof op>(source, ['M', 'V'], ({ M }) => spread(M)) };
