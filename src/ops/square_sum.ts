import { defineOp } from './op.ts';

/** Number of partial sums that `square_sum` makes and `global_norm` takes. */
export const PARTIALS = 512;

/** partials[p] = Σ x², each partial over its own fixed share of x: first half of the global norm. */
export const squareSum = defineOp({
  name: 'square_sum',
  dims: ['Q'],
  reads: { x: ['Q'] },
  writes: { partials: [PARTIALS] },
  flops: ({ Q }) => 2 * Q,
});
