import type { OpName, Ops } from '../src/ops/every_op.ts';
import type { Case, Choice } from './case.ts';
import { decodeCases } from './decode_cases.ts';
import { pictureCases } from './picture_cases.ts';
import { softmaxCases } from './softmax_cases.ts';
import { updateCases } from './update_cases.ts';

const positive: Choice = (next) => 1e-3 + next() ** 2;
const wild: Choice = (next) => 1e4 * next();
const never: Choice = () => 0;
const always: Choice = () => 1;
const saturating: Choice = (next, index) =>
  [-1e30, -300, -88.8, -20, 0, 1e-3, 20, 88.8, 300, 1e30][index % 10] ?? next();
/** NaN in few rows, and in few columns. */
const holes: Choice = (next, index) => (index % 131 === 7 ? Number.NaN : next());
/** Mostly beyond the maximum half. */
const great: Choice = (next) => 3e6 * next();
/** NaN and both infinities here and there. */
const broken: Choice = (next, index) => [Number.NaN, Infinity, -Infinity][index % 23] ?? next();
/** The same, more of them. */
const oftenBroken: Choice = (next, index) => [Number.NaN, Infinity, -Infinity][index % 13] ?? next();
const sampled: Choice = (next, index) => 0.019 + 0.3 * next() + 0.002 * Math.sin(index);
const lengths = [1, 3, 65, 1000];
const activation = [
  ...lengths.map((Q) => ({ sizes: { Q } })),
  { sizes: { Q: 67 }, values: { x: saturating }, note: 'saturated' },
  { sizes: { Q: 400 }, values: { x: sampled }, note: 'near 0' },
  { sizes: { Q: 70 }, values: { x: broken }, note: 'some not finite' },
  // More elements than one row of workgroups holds.
  { sizes: { Q: 4_194_243 + 64 }, note: 'spilled into y' },
];

const affineForward: Case<Ops['affine_forward']>[] = [
  { sizes: { M: 1, K: 1, N: 1 } },
  { sizes: { M: 1, K: 1, N: 1 }, without: ['b', 'rows'] },
  { sizes: { M: 3, K: 65, N: 1 }, without: ['rows'] },
  { sizes: { M: 65, K: 3, N: 65 }, without: ['rows'] },
  { sizes: { M: 25, K: 64, N: 100 }, without: ['rows'] },
  { sizes: { M: 33, K: 17, N: 130, x_first: 2, y_first: 3 }, without: ['b', 'rows'] },
  { sizes: { M: 65, K: 65, N: 67, x_first: 1 }, without: ['rows'] },
  { sizes: { M: 37, K: 20, N: 36, y_first: 5 } },
  { sizes: { M: 66, K: 33, N: 65 }, without: ['b'], rows: { x: 9 } },
  { sizes: { M: 5, K: 512, N: 24 }, without: ['rows'] },
  { sizes: { M: 9, K: 33, N: 68 }, rows: { x: 9 } },
  { sizes: { M: 17, K: 68, N: 66, y_first: 1 }, without: ['rows'] },
  { sizes: { M: 131, K: 37, N: 133 }, without: ['rows'] },
  { sizes: { M: 33, K: 20, N: 68 }, without: ['rows'], values: { x: holes }, note: 'NaN here and there' },
];

const affineBackwardInput: Case<Ops['affine_backward_input']>[] = [
  { sizes: { M: 1, K: 1, N: 1 } },
  { sizes: { M: 1, K: 1, N: 1 }, without: ['rows'] },
  { sizes: { M: 3, K: 65, N: 1 }, without: ['rows'] },
  { sizes: { M: 65, K: 3, N: 65 }, without: ['rows'] },
  { sizes: { M: 25, K: 100, N: 64 }, without: ['rows'] },
  { sizes: { M: 33, K: 130, N: 17, dy_first: 2, dx_first: 3 }, without: ['rows'] },
  { sizes: { M: 37, K: 36, N: 20, dy_first: 1 }, rows: { dx: 50 } },
  { sizes: { M: 65, K: 67, N: 33 }, rows: { dx: 70 } },
  { sizes: { M: 5, K: 24, N: 512 }, without: ['rows'] },
  { sizes: { M: 9, K: 33, N: 68 }, rows: { dx: 30 } },
  { sizes: { M: 17, K: 68, N: 66, dx_first: 1 }, without: ['rows'] },
  { sizes: { M: 131, K: 133, N: 37 }, without: ['rows'] },
  { sizes: { M: 33, K: 68, N: 20 }, without: ['rows'], values: { dy: holes }, note: 'NaN here and there' },
];

const affineBackwardWeight: Case<Ops['affine_backward_weight']>[] = [
  { sizes: { M: 1, K: 1, N: 1 } },
  { sizes: { M: 1, K: 1, N: 1 }, without: ['rows'], flags: ['accumulate'] },
  { sizes: { M: 3, K: 65, N: 1 }, without: ['rows'] },
  { sizes: { M: 65, K: 3, N: 65 }, without: ['rows'], flags: ['accumulate'] },
  { sizes: { M: 25, K: 64, N: 100 }, without: ['rows'] },
  { sizes: { M: 17, K: 33, N: 130, x_first: 2, dy_first: 3 }, without: ['rows'] },
  { sizes: { M: 20, K: 37, N: 36, dy_first: 1 }, flags: ['accumulate'], rows: { x: 9 } },
  { sizes: { M: 65, K: 67, N: 66 }, rows: { x: 9 } },
  { sizes: { M: 513, K: 24, N: 5 }, without: ['rows'] },
  { sizes: { M: 37, K: 131, N: 133 }, without: ['rows'] },
  { sizes: { M: 18, K: 36, N: 68 }, without: ['rows'], values: { dy: holes }, note: 'NaN here and there' },
];

const stepForward = [
  { rows: 1, H: 1, prev: 0, out: 1 },
  { rows: 3, H: 65, first: 2, prev: 1, out: 5 },
  { rows: 25, H: 32, first: 4, prev: 30, out: 2 },
  { rows: 65, H: 3, prev: 65, out: 0 },
  { rows: 33, H: 68, first: 1, prev: 0, out: 40 },
  { rows: 2, H: 130, prev: 0, out: 2 },
];

const stepBackward = [
  { rows: 1, next_rows: 0, H: 1, out: 1 },
  { rows: 1, next_rows: 1, H: 1, next: 1, out: 1 },
  { rows: 3, next_rows: 2, H: 65, first: 2, next: 5, out: 1 },
  { rows: 25, next_rows: 25, H: 32, first: 30, next: 1, out: 4 },
  { rows: 65, next_rows: 33, H: 3, first: 0, next: 65, out: 2 },
  { rows: 33, next_rows: 0, H: 68, first: 4, next: 0, out: 40 },
  { rows: 2, next_rows: 1, H: 130, first: 0, next: 2, out: 0 },
];

const drawn = [
  { M: 1, N: 1, seed: 1, stream: 1, step: 1 },
  { M: 3, N: 65, seed: 0xdeadbeef, stream: 1, step: 70_000 },
  { M: 65, N: 3, seed: 0, stream: 2, step: 3 },
  { M: 33, N: 64, seed: 0xffffffff, stream: 2, step: 0xffffffff },
];
const few = { M: 9, N: 33, seed: 7, stream: 2, step: 1 };
const listed = drawn.map((sizes) => ({ ...sizes, rate: 0.5 }));
const consecutive = drawn.map((sizes) => ({ sizes: { ...sizes, rate: 0.3 }, without: ['rows'] as const }));

/** The calls that every op is held to. An op without cases does not compile. */
export const cases: { readonly [K in OpName]: readonly Case<Ops[K]>[] } = {
  affine_forward: affineForward,
  affine_backward_input: affineBackwardInput,
  affine_backward_weight: affineBackwardWeight,
  column_sum: [
    { sizes: { M: 1, N: 1 } },
    { sizes: { M: 1000, N: 1 } },
    { sizes: { M: 1, N: 65 }, flags: ['accumulate'] },
    { sizes: { M: 3, N: 17, first: 2 } },
    { sizes: { M: 65, N: 15, first: 1 }, flags: ['accumulate'] },
    { sizes: { M: 33, N: 130 } },
    { sizes: { M: 131, N: 68, first: 1 } },
    { sizes: { M: 64, N: 1004 }, flags: ['accumulate'] },
    { sizes: { M: 0, N: 65 }, note: 'no rows' },
    { sizes: { M: 0, N: 68 }, flags: ['accumulate'], note: 'no rows' },
  ],
  ...pictureCases,
  word_embedding_forward: [
    { sizes: { M: 1, W: 1 }, rows: { w_embed: 1 } },
    { sizes: { M: 3, W: 65 } },
    { sizes: { M: 65, W: 3 }, rows: { w_embed: 5 } },
    { sizes: { M: 33, W: 64 }, rows: { w_embed: 100 } },
  ],
  word_embedding_backward: [
    { sizes: { U: 1, W: 1 }, rows: { dx: 1, rows: 1 } },
    { sizes: { U: 3, W: 65 }, rows: { rows: 9 }, without: ['words'] },
    { sizes: { U: 65, W: 3 }, rows: { dw_embed: 80, rows: 200 } },
    { sizes: { U: 17, W: 64 }, rows: { dw_embed: 20, rows: 5 }, note: 'words without rows' },
  ],
  rnn_step_forward: [
    ...stepForward.map((sizes) => ({ sizes })),
    { sizes: { rows: 9, H: 21, prev: 9 }, values: { xw: wild }, note: 'saturated' },
    { sizes: { rows: 9, H: 21, prev: 9 }, values: { xw: broken }, note: 'some not finite' },
    { sizes: { rows: 9, H: 20, prev: 9 }, values: { hs: broken }, note: 'states not finite' },
  ],
  rnn_step_backward: stepBackward.map((sizes) => ({ sizes })),
  lstm_step_forward: [
    ...stepForward.map((sizes) => ({ sizes })),
    { sizes: { rows: 5, H: 21, prev: 5 }, without: ['gates'] },
    { sizes: { rows: 9, H: 21, prev: 9 }, values: { xw: wild }, note: 'saturated' },
    { sizes: { rows: 9, H: 20, prev: 9 }, values: { xw: saturating, wh: never }, note: 'extreme gates' },
    { sizes: { rows: 3, H: 20, prev: 3 }, values: { cs: (next) => 500 * next() }, note: 'great cells' },
    { sizes: { rows: 9, H: 21, prev: 9 }, values: { xw: broken }, note: 'some not finite' },
    { sizes: { rows: 9, H: 20, prev: 9 }, values: { cs: broken }, note: 'cells not finite' },
  ],
  lstm_step_backward: [
    ...stepBackward.map((sizes) => ({ sizes: { ...sizes, prev: sizes.out + 3, carry_rows: sizes.next_rows } })),
    { sizes: { rows: 9, next_rows: 4, carry_rows: 0, H: 21, prev: 9, next: 9 } },
    { sizes: { rows: 9, next_rows: 0, carry_rows: 7, H: 21, prev: 9, next: 9 } },
    {
      sizes: { rows: 3, next_rows: 0, carry_rows: 3, H: 20, prev: 3 },
      values: { cs: (next) => 500 * next() },
      note: 'great cells',
    },
  ],
  dropout_forward: [
    ...consecutive,
    ...listed.map((sizes) => ({ sizes, rows: { x: 80 } })),
    { sizes: { ...few, x_first: 5, first: 2, rate: 0.9 }, without: ['rows'] },
    { sizes: { ...few, rate: 0 }, without: ['rows'], note: 'nothing dropped' },
    { sizes: { ...few, rate: 0.5 }, without: ['rows'], values: { x: oftenBroken }, note: 'some not finite' },
  ],
  dropout_backward: [
    ...consecutive,
    ...listed.map((sizes) => ({ sizes, rows: { dx: 80 } })),
    { sizes: { ...few, rate: 0 }, without: ['rows'], note: 'nothing dropped' },
    { sizes: { ...few, rate: 0.5 }, without: ['rows'], values: { dx: oftenBroken }, note: 'some not finite' },
  ],
  softmax_loss: softmaxCases,
  argmax: [
    { sizes: { M: 1, V: 1 }, values: { magnitude: positive } },
    { sizes: { M: 3, V: 65, out: 2 }, without: ['magnitude'] },
    { sizes: { M: 65, V: 3 }, values: { magnitude: never } },
    { sizes: { M: 5, V: 1004 }, values: { magnitude: positive } },
    { sizes: { M: 9, V: 200 }, values: { x: (next) => Math.round(2 * next()), magnitude: never }, note: 'equals' },
    { sizes: { M: 4, V: 70 }, values: { x: () => -1e30, magnitude: never }, note: 'all equal and very low' },
  ],
  ...decodeCases,
  sigmoid: activation,
  tanh: activation,
  fill: [
    ...lengths.map((Q) => ({ sizes: { Q, value: Q - 2.5 } })),
    { sizes: { Q: 4_194_307, value: 0 }, note: 'spilled into y' },
  ],
  convert: [
    ...lengths.map((Q) => ({ sizes: { Q } })),
    // As halves, all but one in fifty are infinite.
    ...[67, 68].map((Q) => ({ sizes: { Q }, values: { x: great }, note: 'great numbers' })),
    ...[67, 68].map((Q) => ({ sizes: { Q }, values: { x: broken }, note: 'some not finite' })),
  ],
  add_scaled: [
    ...lengths.map((Q) => ({ sizes: { Q, scale: -0.3 } })),
    ...[67, 68].map((Q) => ({ sizes: { Q, scale: 2 }, values: { x: broken }, note: 'some not finite' })),
  ],
  clamp: [
    ...lengths.map((Q) => ({ sizes: { Q, greatest: 0.5 } })),
    ...[67, 68].map((Q) => ({ sizes: { Q, greatest: 1.5 }, values: { x: broken }, note: 'some not finite' })),
  ],
  square_sum: [1, 3, 255, 257, 511, 513, 2052, 16_500].map((Q) => ({ sizes: { Q } })),
  global_norm: [
    { sizes: { R: 1 }, values: { partials: positive, halted: never } },
    { sizes: { R: 1 }, values: { partials: never, halted: always }, note: 'stays halted' },
    { sizes: { R: 3 }, values: { partials: positive } },
    { sizes: { R: 1 }, values: { partials: positive, halted: never, loss: () => Number.NaN }, note: 'loss is NaN' },
    { sizes: { R: 1 }, values: { partials: positive, halted: never, loss: () => Infinity }, note: 'loss is infinite' },
    {
      sizes: { R: 1 },
      values: { partials: (_, index) => (index === 200 ? Number.NaN : 1), halted: never },
      note: 'norm is NaN',
    },
  ],
  ...updateCases,
};

/** The largest sum of products in an op: how many, and which buffers' numbers are multiplied. */
interface Sum {
  readonly terms: (sizes: Readonly<Record<string, number>>) => number;
  readonly factors: readonly string[];
}

/** Ops that sum: a kernel that does and is not here is held to what it cannot keep. */
export const sums: Partial<Record<OpName, Sum>> = {
  affine_forward: { terms: ({ K = 0 }) => K, factors: ['x', 'w'] },
  affine_backward_input: { terms: ({ N = 0 }) => N, factors: ['dy', 'w'] },
  affine_backward_weight: { terms: ({ M = 0 }) => M, factors: ['x', 'dy'] },
  column_sum: { terms: ({ M = 0 }) => M, factors: ['x'] },
  convolution_forward: { terms: ({ R = 0, S = 0, C = 0 }) => R * S * C, factors: ['x', 'w'] },
  convolution_backward_input: { terms: ({ R = 0, S = 0, F = 0 }) => R * S * F, factors: ['dy', 'w'] },
  convolution_backward_weight: { terms: ({ N = 0, P = 0, Q = 0 }) => N * P * Q, factors: ['x', 'dy'] },
  convolution_backward_bias: { terms: ({ N = 0, P = 0, Q = 0 }) => N * P * Q, factors: ['dy'] },
  batch_norm_forward: { terms: ({ N = 0, P = 0 }) => N * P, factors: ['x', 'x'] },
  batch_norm_backward: { terms: ({ N = 0, P = 0 }) => N * P, factors: ['x', 'dy'] },
  average_pool_forward: { terms: ({ M = 0 }) => M, factors: ['x'] },
  word_embedding_backward: { terms: () => 200, factors: ['dx'] },
  rnn_step_forward: { terms: ({ H = 0 }) => H, factors: ['hs', 'wh'] },
  rnn_step_backward: { terms: ({ H = 0 }) => H, factors: ['da', 'wh'] },
  lstm_step_forward: { terms: ({ H = 0 }) => H, factors: ['hs', 'wh'] },
  lstm_step_backward: { terms: ({ H = 0 }) => 4 * H, factors: ['da', 'wh'] },
  square_sum: { terms: ({ Q = 0 }) => Math.ceil(Q / 256), factors: ['x', 'x'] },
};
