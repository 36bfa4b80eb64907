import type { Shape } from '../src/gpu/tuning/shape.ts';
import { ops } from '../src/ops/every_op.ts';
import type { CellType } from '../src/options/model_options.ts';
import { largeSizes, type Sizes, standardSizes } from './problems.ts';
import { productShape } from './product_shape.ts';

// What an NVIDIA H200 or H100 is to reach in float32: a training step no slower than PyTorch and cuDNN in a CUDA graph on the
// same card (1.04, 1.34 and 3.10 ms on an H200), and of its products about half of what the card can do at most.

/** A training step, and the milliseconds that it may take. */
export interface StepGoal {
  readonly cell: CellType;
  readonly sizes: Sizes;
  readonly milliseconds: number;
}

export const stepGoals: readonly StepGoal[] = [
  { cell: 'lstm', sizes: standardSizes, milliseconds: 1.0 },
  { cell: 'lstm', sizes: { ...standardSizes, N: 100 }, milliseconds: 1.3 },
  { cell: 'lstm', sizes: largeSizes, milliseconds: 3.0 },
  { cell: 'rnn', sizes: standardSizes, milliseconds: 0.93 },
];

/** JavaScript in a step of the first size, in ms, and the share of a step that the device may do nothing. */
export const JAVASCRIPT = 0.25;
export const IDLE = 0.05;

/** A call, and the rate it is to reach in GFLOP/s or the microseconds it may take. */
export interface CallGoal {
  readonly shape: Shape;
  readonly gflops?: number;
  readonly microseconds?: number;
}

const logits = { M: 1046, K: 512, N: 1004 };
const square = { M: 2048, K: 2048, N: 2048 };
const products = [ops.affine_forward, ops.affine_backward_input, ops.affine_backward_weight];

const H = 512;
const rows = 25;
const step = { rows, H, prev: 0, out: rows, first: 0 };
const backward = { ...step, next_rows: rows, carry_rows: rows, next: rows };

export const callGoals: readonly CallGoal[] = [
  ...products.map((op) => ({ shape: productShape(op, logits), gflops: 20_000 })),
  ...products.map((op) => ({ shape: productShape(op, square), gflops: 30_000 })),
  { shape: { op: ops.lstm_step_forward, sizes: step, without: [], calls: 0 }, microseconds: 12 },
  { shape: { op: ops.lstm_step_backward, sizes: backward, without: [], calls: 0 }, microseconds: 27 },
];
