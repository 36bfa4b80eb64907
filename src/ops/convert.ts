import { defineOp } from './op.ts';

/** y = x, rounded to what y is kept in. */
export const convert = defineOp({
  name: 'convert',
  dims: ['Q'],
  reads: { x: ['Q'] },
  writes: { y: ['Q'] },
  halves: ['y'],
});
