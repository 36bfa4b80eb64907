import { defineOp, integers } from './op.ts';

/**
 * y = x w + b, row by row; with time in the rows it is CS231n's temporal affine layer.
 * Row m reads x[rows[m]] if `rows` is given, else x[x_first + m], and writes y[y_first + m].
 */
export const affineForward = defineOp({
  name: 'affine_forward',
  dims: ['M', 'K', 'N'],
  offsets: ['x_first', 'y_first'],
  reads: { x: ['*', 'K'], w: ['K', 'N'], b: ['N'], rows: integers(['M'], 'x') },
  optional: ['b', 'rows'],
  halves: ['x', 'w', 'y'],
  writes: { y: ['*', 'N'] },
  within: { x: [['x_first', 'M']], y: [['y_first', 'M']] },
  flops: ({ M, K, N }) => 2 * M * K * N,
});
