import type { Ops } from '../src/ops/every_op.ts';
import type { Case, Choice } from './case.ts';

const wild: Choice = (next) => 1e4 * next();
const never: Choice = () => 0;
const always: Choice = () => 1;
const notFinite = [Number.NaN, Infinity, -Infinity];
/** A value in the fourth row, where no thread has a column before it. */
const one =
  (value: number): Choice =>
  (next, index) =>
    index === 3 * 70 + 66 ? value : next();
const shapes = [
  { M: 1, V: 1 },
  { M: 3, V: 1 },
  { M: 1, V: 3 },
  { M: 5, V: 63, first: 2 },
  { M: 7, V: 65 },
  { M: 65, V: 64, first: 3 },
  { M: 9, V: 1004 },
  // Longer than what 32 threads keep in registers, by one column and by one vec4.
  { M: 2, V: 1025 },
  { M: 2, V: 4100, first: 1 },
];

export const softmaxCases: readonly Case<Ops['softmax_loss']>[] = [
  ...shapes.map((sizes) => ({ sizes: { ...sizes, scale: 0.04, smoothing: 0.9 } })),
  {
    sizes: { M: 6, V: 131, scale: 1, smoothing: 0.9 },
    values: { scores: wild, mask: always },
    note: 'logits of ±1e4',
  },
  { sizes: { M: 5, V: 70, scale: 1, smoothing: 0.9 }, values: { scores: () => 1e4, mask: always }, note: 'all 1e4' },
  {
    sizes: { M: 5, V: 70, scale: 1, smoothing: 0.9 },
    values: { scores: () => -1e4, mask: always },
    note: 'all −1e4',
  },
  { sizes: { M: 4, V: 90, scale: 1, smoothing: 0.9 }, values: { mask: never }, note: 'all masked' },
  ...[70, 72].flatMap((V) =>
    notFinite.map((value) => ({
      sizes: { M: 5, V, scale: 1, smoothing: 0.9 },
      values: { scores: one(value), mask: always },
      note: `one ${value}`,
    })),
  ),
  ...notFinite.map((value) => ({
    sizes: { M: 5, V: 70, scale: 1, smoothing: 0.1 },
    flags: ['smooth'] as const,
    values: { scores: one(value), mask: (_: unknown, index: number) => index % 2 },
    note: `one ${value}, some masked`,
  })),
  ...shapes.map((sizes) => ({ sizes: { ...sizes, scale: 0.04, smoothing: 0.1 }, flags: ['smooth'] as const })),
  {
    sizes: { M: 6, V: 131, scale: 1, smoothing: 0.5 },
    flags: ['smooth'],
    values: { scores: wild, mask: always },
    note: 'logits of ±1e4',
  },
];
