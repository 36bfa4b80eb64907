import { defineOp, integers } from './op.ts';

/** index[out + m] = the column of the greatest x[m, ·]; of equals the first. */
export const argmax = defineOp({
  name: 'argmax',
  dims: ['M', 'V'],
  offsets: ['out'],
  reads: { x: ['*', 'V'] },
  writes: { index: integers(['*'], 'V') },
  within: { x: [['0', 'M']], index: [['out', 'M']] },
});
