import { defineOp, integers } from './op.ts';
import { PARTIALS } from './square_sum.ts';

/**
 * norm = √(Σ partials), NaN where that is not finite. halted becomes 1, and stays so, once the loss or the norm is not finite: update rules then leave
 * the parameters alone, so the last good ones survive steps that are already in flight.
 */
export const globalNorm = defineOp({
  name: 'global_norm',
  dims: ['R'],
  reads: { partials: [PARTIALS], loss: ['R'] },
  writes: { norm: ['R'] },
  updates: { halted: integers(['R'], 'flag') },
});
