import { defineOp, integers } from './op.ts';

const halted = integers([1], 'flag');

/** w −= rate · dw (CS231n optim.sgd). Like every rule here it does nothing once halted is 1. */
export const sgd = defineOp({
  name: 'sgd',
  dims: ['Q'],
  scalars: ['rate'],
  reads: { dw: ['Q'], halted },
  updates: { w: ['Q'] },
});

/** v = momentum · v − rate · dw;  w += v (CS231n optim.sgd_momentum). */
export const sgdMomentum = defineOp({
  name: 'sgd_momentum',
  dims: ['Q'],
  scalars: ['rate', 'momentum'],
  reads: { dw: ['Q'], halted },
  updates: { w: ['Q'], v: ['Q'] },
});

/** v = decay · v + (1 − decay) · dw²;  w −= rate · dw / (√v + epsilon) (CS231n optim.rmsprop). */
export const rmsprop = defineOp({
  name: 'rmsprop',
  dims: ['Q'],
  scalars: ['rate', 'decay', 'epsilon'],
  reads: { dw: ['Q'], halted },
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
  reads: { dw: ['Q'], halted },
  updates: { w: ['Q'], m: ['Q'], v: ['Q'] },
});
