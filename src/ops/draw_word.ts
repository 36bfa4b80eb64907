import { defineOp, integers } from './op.ts';

/** exp of less than this counts as 0: in float32 it would be denormal, and devices differ on those. */
export const LEAST_EXPONENT = -87;

/**
 * words[out + m] is drawn from softmax(x[m] / temperature): of the `top_k` likeliest words if that is not 0 (Fan et al.
 * 2018), and of those only the likeliest that together have the share `top_p` (Holtzman et al. 2020). Words as likely as
 * the last one kept are kept too. The number that decides is counterUniform(seed, decoding, step, row + m): the first
 * word at which the sum of the kept probabilities, in the order of their numbers, is greater than it.
 * log_probs[out + m] = x − total[m] of that word.
 */
export const drawWord = defineOp({
  name: 'draw_word',
  dims: ['M', 'V'],
  offsets: ['out', 'row', 'step', 'seed', 'top_k'],
  scalars: ['temperature', 'top_p'],
  reads: { x: ['M', 'V'], total: ['M'] },
  writes: { words: integers(['*'], 'V'), log_probs: ['*'] },
  within: { words: [['out', 'M']], log_probs: [['out', 'M']] },
  flops: ({ M, V }) => 5 * M * V,
});
