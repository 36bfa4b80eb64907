import source from '../../../shaders/argmax.wgsl?raw';
import { argmax as op } from '../../ops/argmax.ts';
import { type Kernel, spread } from '../kernel.ts';

const WORKGROUP = 64;

export const argmax: Kernel<typeof op> = {
  op,
  source,
  constants: () => ({ WORKGROUP }),
  workgroups: ({ M }) => spread(M),
};
