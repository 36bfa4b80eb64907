import { defineOp, integers } from './op.ts';

/** dx = dy wᵀ. Row m reads dy[dy_first + m] and writes dx[rows[m]] if `rows` is given, else dx[dx_first + m]. */
export const affineBackwardInput = defineOp({
  name: 'affine_backward_input',
  dims: ['M', 'K', 'N'],
  offsets: ['dy_first', 'dx_first'],
  reads: { dy: ['*', 'N'], w: ['K', 'N'], rows: integers(['M'], 'dx') },
  optional: ['rows'],
  halves: ['w'],
  writes: { dx: ['*', 'K'] },
  within: { dy: [['dy_first', 'M']], dx: [['dx_first', 'M']] },
  flops: ({ M, K, N }) => 2 * M * K * N,
});
