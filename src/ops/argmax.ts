import { defineOp, integers } from './op.ts';

/**
 * index[out + m] = the column of the maximum of x[m, ·], of equals the first, and any where some x[m, v] is not finite.
 * magnitude[m], if it is given, becomes max(magnitude[m], |x[m, ·]|), with non-finite values above all numbers.
 */
export const argmax = defineOp({
  name: 'argmax',
  dims: ['M', 'V'],
  offsets: ['out'],
  reads: { x: ['*', 'V'] },
  writes: { index: integers(['*'], 'V') },
  updates: { magnitude: ['M'] },
  optional: ['magnitude'],
  within: { x: [['0', 'M']], index: [['out', 'M']] },
});
