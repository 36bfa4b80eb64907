import { defineOp } from './op.ts';

/**
 * sum[n] = Σ_m x[first + m, n]: the bias gradient, and with N = 1 a plain sum; of no rows it is 0. `accumulate` adds to what
 * sum holds.
 */
export const columnSum = defineOp({
  name: 'column_sum',
  dims: ['M', 'N'],
  offsets: ['first'],
  flags: ['accumulate'],
  reads: { x: ['*', 'N'] },
  updates: { sum: ['N'] },
  within: { x: [['first', 'M']] },
  extent: 'N',
  flops: ({ M, N }) => M * N,
});
