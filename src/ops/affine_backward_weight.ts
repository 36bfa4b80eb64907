import { defineOp, integers } from './op.ts';

/**
 * dw = xᵀ dy, summed over M rows: x[rows[m]] if `rows` is given, else x[x_first + m], with dy[dy_first + m].
 * With the flag `accumulate` the sum is added to what dw holds. M = 0 is a sum of nothing: the call is skipped.
 */
export const affineBackwardWeight = defineOp({
  name: 'affine_backward_weight',
  dims: ['M', 'K', 'N'],
  offsets: ['x_first', 'dy_first'],
  flags: ['accumulate'],
  reads: { x: ['*', 'K'], dy: ['*', 'N'], rows: integers(['M'], 'x') },
  optional: ['rows'],
  halves: ['x'],
  updates: { dw: ['K', 'N'] },
  within: { x: [['x_first', 'M']], dy: [['dy_first', 'M']] },
  flops: ({ M, K, N }) => 2 * M * K * N,
});
