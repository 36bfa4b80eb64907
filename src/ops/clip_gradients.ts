import { defineOp } from './op.ts';

/**
 * Gradient clipping (Pascanu et al. 2013). If `norm` is given: dw is multiplied by greatest_norm / norm where
 * norm > greatest_norm. With the flag `by_value` every element is then clamped to ±greatest_value.
 */
export const clipGradients = defineOp({
  name: 'clip_gradients',
  dims: ['Q'],
  scalars: ['greatest_norm', 'greatest_value'],
  flags: ['by_value'],
  reads: { norm: [1] },
  optional: ['norm'],
  updates: { dw: ['Q'] },
});
