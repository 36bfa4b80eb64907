import type { Ops } from '../../src/ops/registry.ts';
import type { Case, Choice } from './case.ts';

const positive: Choice = (next) => 1e-3 + next() ** 2;
const never: Choice = () => 0;
const always: Choice = () => 1;
const lengths = [1, 3, 65, 1000];
const without = ['faults'] as const;

const momentum = { rate: 0.1, momentum: 0.9 };
const root = { rate: 0.01, decay: 0.99, epsilon: 1e-8 };
const adam = { rate: 1e-2, beta1: 0.9, beta2: 0.999, epsilon: 1e-8, correction1: 0.271, correction2: 0.003 };
const good = { halted: never, v: positive };

type Rule = 'sgd' | 'sgd_momentum' | 'rmsprop' | 'adam';

/** The calls that the update rules are held to; a rehearsal, with `faults`, changes nothing else. */
export const updateCases: { readonly [K in Rule]: readonly Case<Ops[K]>[] } = {
  sgd: [
    ...lengths.map((Q) => ({ sizes: { Q, rate: 0.1 }, values: { halted: never }, without })),
    { sizes: { Q: 70, rate: 0.1 }, values: { halted: always }, without, note: 'halted' },
    ...[67, 68].map((Q) => ({ sizes: { Q, rate: 0.1 }, values: { halted: never } })),
    { sizes: { Q: 67, rate: 0.1 }, values: { halted: always, dw: () => Number.NaN }, note: 'halted, not finite' },
  ],
  sgd_momentum: [
    ...lengths.map((Q) => ({ sizes: { Q, ...momentum }, values: { halted: never }, without })),
    { sizes: { Q: 70, ...momentum }, values: { halted: always }, without, note: 'halted' },
    ...[67, 68].map((Q) => ({ sizes: { Q, ...momentum }, values: { halted: never } })),
  ],
  rmsprop: [
    ...lengths.map((Q) => ({ sizes: { Q, ...root }, values: good, without })),
    { sizes: { Q: 67, ...root, epsilon: 0.25 }, values: good, without },
    { sizes: { Q: 70, ...root }, values: { halted: always, v: positive }, without, note: 'halted' },
    { sizes: { Q: 70, ...root }, values: { halted: never, v: never, dw: never }, without, note: 'no gradient' },
    ...[67, 68].map((Q) => ({ sizes: { Q, ...root }, values: good })),
    { sizes: { Q: 68, ...root, epsilon: 0 }, values: { ...good, v: never, dw: never }, note: '0 / 0' },
  ],
  adam: [
    ...lengths.map((Q) => ({ sizes: { Q, ...adam }, values: good, without })),
    { sizes: { Q: 67, ...adam, epsilon: 0.25 }, values: good, without },
    { sizes: { Q: 70, ...adam }, values: { halted: always, v: positive }, without, note: 'halted' },
    {
      sizes: { Q: 70, ...adam },
      values: { halted: never, m: never, v: never, dw: never },
      without,
      note: 'no gradient',
    },
    ...[67, 68].map((Q) => ({ sizes: { Q, ...adam }, values: good })),
    { sizes: { Q: 68, ...adam, epsilon: 0 }, values: { ...good, m: never, v: never, dw: never }, note: '0 / 0' },
  ],
};
