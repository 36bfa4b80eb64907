import source from '../../../shaders/beam_step.wgsl?raw';
import { beamStep as op } from '../../ops/beam_step.ts';
import { type Kernel, oneThreadEach } from '../kernel.ts';

const WORKGROUP = 64;

export const beamStep: Kernel<typeof op> = {
  op,
  source,
  constants: () => ({ WORKGROUP }),
  workgroups: ({ R, B }) => oneThreadEach(R / B, WORKGROUP),
};
