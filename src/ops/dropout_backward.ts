import { defineOp, integers } from './op.ts';

/**
 * The backward pass of `dropout_forward`, in place: what was dropped there becomes 0, the rest is divided by 1 − rate.
 * Row m is dx[rows[m]] if `rows` is given (all different), else dx[m], and that row is the element's place.
 */
export const dropoutBackward = defineOp({
  name: 'dropout_backward',
  dims: ['M', 'N', 'seed', 'stream', 'step'],
  scalars: ['rate'],
  reads: { rows: integers(['M'], 'dx') },
  optional: ['rows'],
  updates: { dx: ['*', 'N'] },
  within: { dx: [['0', 'M']] },
});
