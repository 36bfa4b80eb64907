import { defineOp } from './op.ts';

/** y += scale · x. */
export const addScaled = defineOp({
  name: 'add_scaled',
  dims: ['Q'],
  scalars: ['scale'],
  reads: { x: ['Q'] },
  updates: { y: ['Q'] },
  flops: ({ Q }) => 2 * Q,
});
