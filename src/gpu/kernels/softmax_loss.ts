import source from '../../../shaders/softmax_loss.wgsl?raw';
import { softmaxLoss as op } from '../../ops/softmax_loss.ts';
import { type Kernel, type KnownSizes, spread } from '../kernel.ts';
import { reduction } from './reduction.ts';

/** Columns, or vec4s of columns, that a thread has registers for: with 256 threads rows of up to 32,768 scores. */
const MOST_TURNS = 32;

function defines({ V }: KnownSizes, threads: number) {
  const VEC4 = V !== undefined && V % 4 === 0;
  const TURNS = Math.ceil((V ?? Number.POSITIVE_INFINITY) / (VEC4 ? 4 : 1) / threads);
  return { VEC4, TURNS, KEPT: TURNS <= MOST_TURNS };
}

export const softmaxLoss: Kernel<typeof op> = {
  op,
  ...reduction<typeof op>(source, ['M', 'V'], ({ M }) => spread(M), {}, defines),
};
