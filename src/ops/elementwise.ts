import { defineOp } from './op.ts';

/** y = 1 / (1 + e^−x), without overflow at any finite x. */
export const sigmoid = defineOp({ name: 'sigmoid', dims: ['Q'], reads: { x: ['Q'] }, writes: { y: ['Q'] } });

/** y = tanh(x), without overflow at any finite x. */
export const tanh = defineOp({ name: 'tanh', dims: ['Q'], reads: { x: ['Q'] }, writes: { y: ['Q'] } });

/** Every element of x becomes `value`. */
export const fill = defineOp({
  name: 'fill',
  dims: ['Q'],
  scalars: ['value'],
  reads: {},
  writes: { x: ['Q'] },
});

/** y = x, rounded to what y is kept in. */
export const convert = defineOp({
  name: 'convert',
  dims: ['Q'],
  reads: { x: ['Q'] },
  writes: { y: ['Q'] },
  halves: ['y'],
});

/** y += scale · x. */
export const addScaled = defineOp({
  name: 'add_scaled',
  dims: ['Q'],
  scalars: ['scale'],
  reads: { x: ['Q'] },
  updates: { y: ['Q'] },
  flops: ({ Q }) => 2 * Q,
});

/** x is clamped to [−greatest, greatest]; NaN stays. */
export const clamp = defineOp({
  name: 'clamp',
  dims: ['Q'],
  scalars: ['greatest'],
  reads: {},
  updates: { x: ['Q'] },
});

/** dy becomes the gradient of what a ReLU was given: 0 where its result y is not above 0. */
export const reluBackward = defineOp({
  name: 'relu_backward',
  dims: ['Q'],
  reads: { y: ['Q'] },
  updates: { dy: ['Q'] },
  flops: ({ Q }) => Q,
});
