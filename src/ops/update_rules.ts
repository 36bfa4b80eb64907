import { defineOp, integers } from './op.ts';

/**
 * What every rule does in addition to its own formula. The gradient that it takes is dw, clipped (Pascanu et al. 2013): if
 * `norm` is
 * given, multiplied by greatest_norm / norm where norm > greatest_norm; with the flag `by_value`, every element then clamped to
 * ±greatest_value. The first `decaying` weights also lose the share weight_decay of themselves, apart from the gradient
 * (Loshchilov & Hutter 2019). dw is 0 afterwards, ready for the next step.
 *
 * Once `halted` is 1, dw becomes 0 and nothing else happens. With `faults` it is a rehearsal: it changes nothing, but
 * faults[q] = 0 where every new number is finite, and so is |w| + |change of w|; else NaN.
 */
const rule = {
  dims: ['Q', 'decaying'],
  flags: ['by_value'],
  reads: { halted: integers([1], 'flag'), norm: [1] },
  writes: { faults: ['Q'] },
  optional: ['norm', 'faults'],
} as const;
const common = ['rate', 'weight_decay', 'greatest_norm', 'greatest_value'] as const;

/** w −= rate · dw (CS231n optim.sgd). */
export const sgd = defineOp({
  name: 'sgd',
  ...rule,
  scalars: common,
  updates: { dw: ['Q'], w: ['Q'] },
});

/** v = momentum · v − rate · dw;  w += v (CS231n optim.sgd_momentum). */
export const sgdMomentum = defineOp({
  name: 'sgd_momentum',
  ...rule,
  scalars: [...common, 'momentum'],
  updates: { dw: ['Q'], w: ['Q'], v: ['Q'] },
});

/** v = decay · v + (1 − decay) · dw²;  w −= rate · dw / (√v + epsilon) (CS231n optim.rmsprop). */
export const rmsprop = defineOp({
  name: 'rmsprop',
  ...rule,
  scalars: [...common, 'decay', 'epsilon'],
  updates: { dw: ['Q'], w: ['Q'], v: ['Q'] },
});

/**
 * m = beta1 · m + (1 − beta1) · dw;  v = beta2 · v + (1 − beta2) · dw²;
 * w −= rate · (m / correction1) / (√(v / correction2) + epsilon), correction = 1 − betaᵗ (CS231n optim.adam; Kingma & Ba 2015).
 */
export const adam = defineOp({
  name: 'adam',
  ...rule,
  scalars: [...common, 'beta1', 'beta2', 'epsilon', 'correction1', 'correction2'],
  updates: { dw: ['Q'], w: ['Q'], m: ['Q'], v: ['Q'] },
});
