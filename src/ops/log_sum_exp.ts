import { defineOp } from './op.ts';

/**
 * total[m] = log Σ_v exp x[m, v], max-shifted: x − total are log-probabilities. NaN where some x[m, v] is not finite.
 * magnitude[m], if it is given, becomes max(magnitude[m], |x[m, ·]|), what is not finite being greater than all numbers:
 * after many calls it shows whether every x was finite.
 */
export const logSumExp = defineOp({
  name: 'log_sum_exp',
  dims: ['M', 'V'],
  reads: { x: ['M', 'V'] },
  writes: { total: ['M'] },
  updates: { magnitude: ['M'] },
  optional: ['magnitude'],
  flops: ({ M, V }) => 3 * M * V,
});
