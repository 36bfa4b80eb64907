import source from '../../../shaders/draw_word.wgsl?raw';
import { drawWord as op } from '../../ops/draw_word.ts';
import { type Kernel, spread } from '../kernel.ts';

const WORKGROUP = 64;

export const drawWord: Kernel<typeof op> = {
  op,
  source,
  constants: () => ({ WORKGROUP }),
  workgroups: ({ M }) => spread(M),
};
