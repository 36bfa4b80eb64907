import { defineOp } from './op.ts';

/** total[m] = log Σ_v exp x[m, v], max-shifted: x − total are log-probabilities. */
export const logSumExp = defineOp({
  name: 'log_sum_exp',
  dims: ['M', 'V'],
  reads: { x: ['M', 'V'] },
  writes: { total: ['M'] },
  flops: ({ M, V }) => 3 * M * V,
});
