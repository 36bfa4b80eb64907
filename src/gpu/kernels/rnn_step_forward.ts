import source from '../../../shaders/rnn_step_forward.wgsl?raw';
import { rnnStepForward as op } from '../../ops/rnn_step_forward.ts';
import type { Kernel } from '../kernel.ts';
import { step } from './product.ts';

export const rnnStepForward: Kernel<typeof op> = { op, ...step(source) };
