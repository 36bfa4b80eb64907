import type { Ops } from '../src/ops/every_op.ts';
import type { Case, Choice } from './case.ts';

const positive: Choice = (next) => 1e-3 + next() ** 2;
const never: Choice = () => 0;
const always: Choice = () => 1;
const lengths = [1, 3, 65, 1000];
/** The update itself, without clipping. */
const without = ['faults', 'norm'] as const;
/** The same with clipping by norm. */
const stored = ['faults'] as const;
/** A rehearsal. */
const rehearsed = ['norm'] as const;

/** Numbers with which a rule neither clips nor lets weights decay. */
export const ALONE = { decaying: 0, weight_decay: 0, greatest_norm: 0, greatest_value: 0 };

const rate = { ...ALONE, rate: 0.1 };
const momentum = { ...ALONE, rate: 0.1, momentum: 0.9 };
const root = { ...ALONE, rate: 0.01, decay: 0.99, epsilon: 1e-8 };
const corrections = { correction1: 0.271, correction2: 0.003 };
const adam = { ...ALONE, rate: 1e-2, beta1: 0.9, beta2: 0.999, epsilon: 1e-8, ...corrections };
const good = { halted: never, v: positive };

/** What goes with every rule: decay of all, of some and of none, each end of them in a vec4 and between two. */
const decays = [
  { Q: 68, decaying: 64, weight_decay: 0.25 },
  { Q: 68, decaying: 65, weight_decay: 0.25 },
  { Q: 67, decaying: 67, weight_decay: 0.25 },
];
const bounds = { greatest_norm: 2, greatest_value: 0.4 };
const byValue = ['by_value'] as const;
/** Twice the norm that is allowed and more: gradients of up to 1 become up to 0.8. */
const long: Choice = () => 2.5;

type Rule = 'sgd' | 'sgd_momentum' | 'rmsprop' | 'adam';

/** The calls that the update rules are held to; a rehearsal, with `faults`, changes nothing else. */
export const updateCases: { readonly [K in Rule]: readonly Case<Ops[K]>[] } = {
  sgd: [
    ...lengths.map((Q) => ({ sizes: { ...rate, Q }, values: { halted: never }, without })),
    ...decays.map((decay) => ({ sizes: { ...rate, ...decay }, values: { halted: never }, without })),
    ...lengths.map((Q) => ({
      sizes: { ...rate, ...bounds, Q },
      values: { halted: never, norm: long },
      without: stored,
    })),
    ...lengths.map((Q) => ({ sizes: { ...rate, ...bounds, Q }, values: { halted: never }, without, flags: byValue })),
    {
      sizes: { ...rate, ...bounds, Q: 67 },
      values: { halted: never, norm: () => 2 },
      without: stored,
      note: 'norm as great as allowed',
    },
    {
      sizes: { ...rate, ...bounds, Q: 68 },
      values: { halted: never, norm: never, dw: never },
      without: stored,
      note: 'no gradient',
    },
    {
      sizes: { ...rate, ...bounds, Q: 4_194_307 },
      values: { halted: never },
      without,
      flags: byValue,
      note: 'spilled into y',
    },
    {
      sizes: { ...rate, Q: 70, decaying: 70, weight_decay: 0.25 },
      values: { halted: always },
      without,
      note: 'halted',
    },
    {
      sizes: { ...rate, ...bounds, Q: 68 },
      values: { halted: always, dw: () => Number.NaN, norm: () => Number.NaN },
      without: stored,
      flags: byValue,
      note: 'halted, not finite',
    },
    ...[67, 68].map((Q) => ({ sizes: { ...rate, Q }, values: { halted: never }, without: rehearsed })),
    { sizes: { ...rate, ...bounds, Q: 67 }, values: { halted: never, norm: long }, flags: byValue },
    {
      sizes: { ...rate, Q: 67 },
      values: { halted: always, dw: () => Number.NaN },
      without: rehearsed,
      note: 'halted, not finite',
    },
  ],
  sgd_momentum: [
    ...lengths.map((Q) => ({ sizes: { ...momentum, Q }, values: { halted: never }, without })),
    ...decays.map((decay) => ({ sizes: { ...momentum, ...decay }, values: { halted: never }, without })),
    {
      sizes: { ...momentum, ...bounds, Q: 67 },
      values: { halted: never, norm: long },
      without: stored,
      flags: byValue,
    },
    { sizes: { ...momentum, Q: 70 }, values: { halted: always }, without, note: 'halted' },
    ...[67, 68].map((Q) => ({ sizes: { ...momentum, Q }, values: { halted: never }, without: rehearsed })),
  ],
  rmsprop: [
    ...lengths.map((Q) => ({ sizes: { ...root, Q }, values: good, without })),
    ...decays.map((decay) => ({ sizes: { ...root, ...decay }, values: good, without })),
    { sizes: { ...root, ...bounds, Q: 67 }, values: { ...good, norm: long }, without: stored, flags: byValue },
    { sizes: { ...root, Q: 67, epsilon: 0.25 }, values: good, without },
    { sizes: { ...root, Q: 70 }, values: { halted: always, v: positive }, without, note: 'halted' },
    { sizes: { ...root, Q: 70 }, values: { halted: never, v: never, dw: never }, without, note: 'no gradient' },
    ...[67, 68].map((Q) => ({ sizes: { ...root, Q }, values: good, without: rehearsed })),
    {
      sizes: { ...root, Q: 68, epsilon: 0 },
      values: { ...good, v: never, dw: never },
      without: rehearsed,
      note: '0 / 0',
    },
  ],
  adam: [
    ...lengths.map((Q) => ({ sizes: { ...adam, Q }, values: good, without })),
    ...decays.map((decay) => ({ sizes: { ...adam, ...decay }, values: good, without })),
    { sizes: { ...adam, ...bounds, Q: 67 }, values: { ...good, norm: long }, without: stored, flags: byValue },
    { sizes: { ...adam, ...bounds, Q: 68 }, values: { ...good, norm: long }, without: stored, flags: byValue },
    { sizes: { ...adam, Q: 67, epsilon: 0.25 }, values: good, without },
    { sizes: { ...adam, Q: 70 }, values: { halted: always, v: positive }, without, note: 'halted' },
    {
      sizes: { ...adam, Q: 70 },
      values: { halted: never, m: never, v: never, dw: never },
      without,
      note: 'no gradient',
    },
    ...[67, 68].map((Q) => ({ sizes: { ...adam, Q }, values: good, without: rehearsed })),
    {
      sizes: { ...adam, Q: 68, epsilon: 0 },
      values: { ...good, m: never, v: never, dw: never },
      without: rehearsed,
      note: '0 / 0',
    },
  ],
};
