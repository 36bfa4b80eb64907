import { defineOp } from './op.ts';

/** Every element of x becomes `value`. */
export const fill = defineOp({
  name: 'fill',
  dims: ['Q'],
  scalars: ['value'],
  reads: {},
  writes: { x: ['Q'] },
});
