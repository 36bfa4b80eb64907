import { defineOp, integers } from './op.ts';

/** x[out + m] = x[source + rows[first + m]]. The rows that are read and those that are written do not overlap. */
export const copyRows = defineOp({
  name: 'copy_rows',
  dims: ['M', 'W'],
  offsets: ['first', 'source', 'out'],
  reads: { rows: integers(['*'], 'M') },
  updates: { x: ['*', 'W'] },
  within: {
    rows: [['first', 'M']],
    x: [
      ['source', 'M'],
      ['out', 'M'],
    ],
  },
});
