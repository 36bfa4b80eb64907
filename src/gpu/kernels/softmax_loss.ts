import source from '../../../shaders/softmax_loss.wgsl?raw';
import { softmaxLoss as op } from '../../ops/softmax_loss.ts';
import { type Kernel, spread } from '../kernel.ts';
import { reduction } from './reduction.ts';

export const softmaxLoss: Kernel<typeof op> = { op, ...reduction<typeof op>(source, ['M', 'V'], ({ M }) => spread(M)) };
