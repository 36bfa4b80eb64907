import { defineOp } from './op.ts';

/** dy becomes the gradient of what a ReLU was given: 0 where its result y is not above 0. */
export const reluBackward = defineOp({
  name: 'relu_backward',
  dims: ['Q'],
  reads: { y: ['Q'] },
  updates: { dy: ['Q'] },
  flops: ({ Q }) => Q,
});
