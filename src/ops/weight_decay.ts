import { defineOp, integers } from './op.ts';

/** w −= amount · w: decoupled weight decay (Loshchilov & Hutter 2019), amount = rate · decay. Nothing happens once halted is 1. */
export const weightDecay = defineOp({
  name: 'weight_decay',
  dims: ['Q'],
  scalars: ['amount'],
  reads: { halted: integers([1], 'flag') },
  updates: { w: ['Q'] },
});
