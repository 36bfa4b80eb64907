import source from '../../../shaders/top_words.wgsl?raw';
import { topWords as op } from '../../ops/top_words.ts';
import { type Kernel, spread } from '../kernel.ts';

const WORKGROUP = 64;

export const topWords: Kernel<typeof op> = {
  op,
  source,
  constants: () => ({ WORKGROUP }),
  workgroups: ({ M }) => spread(M),
};
