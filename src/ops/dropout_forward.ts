import { defineOp, integers } from './op.ts';

/**
 * Inverted dropout (Srivastava et al. 2014): y = 0 with probability `rate`, else x / (1 − rate), element by element.
 * Row m reads x[rows[m]] if `rows` is given, else x[x_first + m]. Which elements are dropped is a function of
 * (seed, stream, step) and of the element's place: its column, and rows[m], or first + m.
 */
export const dropoutForward = defineOp({
  name: 'dropout_forward',
  dims: ['M', 'N', 'seed', 'stream', 'step'],
  offsets: ['x_first', 'first'],
  scalars: ['rate'],
  reads: { x: ['*', 'N'], rows: integers(['M'], 'x') },
  optional: ['rows'],
  halves: ['x', 'y'],
  writes: { y: ['M', 'N'] },
  within: { x: [['x_first', 'M']] },
});
