import { defineOp, integers } from './op.ts';

/**
 * Every rule here does nothing once `halted` is 1. With `faults` it is a rehearsal: it stores no new number, but
 * faults[q] = 0 where all of them are finite, and so is |w| + |change of w|; else NaN.
 */
const rule = {
  reads: { dw: ['Q'], halted: integers([1], 'flag') },
  writes: { faults: ['Q'] },
  optional: ['faults'],
} as const;

/** w −= rate · dw (CS231n optim.sgd). */
export const sgd = defineOp({
  name: 'sgd',
  dims: ['Q'],
  scalars: ['rate'],
  ...rule,
  updates: { w: ['Q'] },
});

/** v = momentum · v − rate · dw;  w += v (CS231n optim.sgd_momentum). */
export const sgdMomentum = defineOp({
  name: 'sgd_momentum',
  dims: ['Q'],
  scalars: ['rate', 'momentum'],
  ...rule,
  updates: { w: ['Q'], v: ['Q'] },
});

/** v = decay · v + (1 − decay) · dw²;  w −= rate · dw / (√v + epsilon) (CS231n optim.rmsprop). */
export const rmsprop = defineOp({
  name: 'rmsprop',
  dims: ['Q'],
  scalars: ['rate', 'decay', 'epsilon'],
  ...rule,
  updates: { w: ['Q'], v: ['Q'] },
});

/**
 * m = beta1 · m + (1 − beta1) · dw;  v = beta2 · v + (1 − beta2) · dw²;
 * w −= rate · (m / correction1) / (√(v / correction2) + epsilon), correction = 1 − betaᵗ (CS231n optim.adam; Kingma & Ba 2015).
 */
export const adam = defineOp({
  name: 'adam',
  dims: ['Q'],
  scalars: ['rate', 'beta1', 'beta2', 'epsilon', 'correction1', 'correction2'],
  ...rule,
  updates: { w: ['Q'], m: ['Q'], v: ['Q'] },
});
