import type { Ops } from '../src/ops/every_op.ts';
import type { Case, Choice } from './case.ts';

const shapes = [
  { M: 1, N: 1, seed: 1, stream: 1, step: 1 },
  { M: 3, N: 65, seed: 0xdeadbeef, stream: 1, step: 70_000 },
  { M: 65, N: 3, seed: 0, stream: 2, step: 3 },
  { M: 33, N: 64, seed: 0xffffffff, stream: 2, step: 0xffffffff },
];
const small = { M: 9, N: 33, seed: 7, stream: 2, step: 1 };
const listed = shapes.map((sizes) => ({ ...sizes, rate: 0.5 }));
const consecutive = shapes.map((sizes) => ({ sizes: { ...sizes, rate: 0.3 }, without: ['rows'] as const }));

/** NaN and both infinities here and there. */
const broken: Choice = (next, index) => [Number.NaN, Infinity, -Infinity][index % 13] ?? next();

export const regularisationCases: {
  readonly dropout_forward: readonly Case<Ops['dropout_forward']>[];
  readonly dropout_backward: readonly Case<Ops['dropout_backward']>[];
} = {
  dropout_forward: [
    ...consecutive,
    ...listed.map((sizes) => ({ sizes, rows: { x: 80 } })),
    { sizes: { ...small, x_first: 5, first: 2, rate: 0.9 }, without: ['rows'] },
    { sizes: { ...small, rate: 0 }, without: ['rows'], note: 'nothing dropped' },
    { sizes: { ...small, rate: 0.5 }, without: ['rows'], values: { x: broken }, note: 'some not finite' },
  ],
  dropout_backward: [
    ...consecutive,
    ...listed.map((sizes) => ({ sizes, rows: { dx: 80 } })),
    { sizes: { ...small, rate: 0 }, without: ['rows'], note: 'nothing dropped' },
    { sizes: { ...small, rate: 0.5 }, without: ['rows'], values: { dx: broken }, note: 'some not finite' },
  ],
};
