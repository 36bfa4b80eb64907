import { defineOp, integers } from './op.ts';

/** average[q] += share · (x[q] − average[q]), unless `halted` is 1: a running mean of what differs from step to step. */
export const runningAverage = defineOp({
  name: 'running_average',
  dims: ['Q'],
  scalars: ['share'],
  reads: { x: ['Q'], halted: integers([1], 'flag') },
  updates: { average: ['Q'] },
  flops: ({ Q }) => 3 * Q,
});
