import { ops } from '../../ops/every_op.ts';
import type { Op } from '../../ops/op.ts';
import { flopsOf, type Shape } from './shape.ts';

const shape = (op: Op, calls: number, sizes: Readonly<Record<string, number>>): Shape => ({
  op,
  sizes: Object.fromEntries([...op.dims, ...op.offsets, ...op.scalars].map((name) => [name, sizes[name] ?? 0])),
  without: op.optional.filter((name) => name === 'rows'),
  calls,
});

/** What the shapes of a training step follow from. */
interface StepSizes {
  /** Captions, packed rows and different words of a minibatch. */
  readonly N: number;
  readonly M: number;
  readonly U: number;
  readonly W: number;
  readonly H: number;
  readonly V: number;
}

/** The calls of a training step of 16 time steps that have variants; of the recurrence a full, a half and a late step. */
function stepShapes({ N, M, U, W, H, V }: StepSizes): Shape[] {
  const products = [
    { M, K: H, N: V },
    { M: U, K: W, N: 4 * H },
    { M, K: H, N: 4 * H },
  ];
  const lives = [N, N / 2, N / 8].map((rows) => Math.max(1, Math.round(rows)));
  return [
    ...products.slice(0, 2).map((sizes) => shape(ops.affine_forward, 1, sizes)),
    ...products.slice(0, 2).map((sizes) => shape(ops.affine_backward_input, 1, sizes)),
    ...products.map((sizes) => shape(ops.affine_backward_weight, 1, sizes)),
    ...lives.flatMap((rows) => {
      const step = { rows, H, prev: 0, out: rows };
      const backward = { ...step, next_rows: rows, carry_rows: rows, next: rows };
      return [
        shape(ops.lstm_step_forward, 5, step),
        shape(ops.lstm_step_backward, 5, backward),
        shape(ops.rnn_step_forward, 5, step),
        shape(ops.rnn_step_backward, 5, backward),
      ];
    }),
    shape(ops.softmax_loss, 1, { M, V, scale: 1 }),
    shape(ops.column_sum, 1, { M, N: V }),
    shape(ops.column_sum, 1, { M, N: 1 }),
    shape(ops.square_sum, 1, { Q: (W + H) * 4 * H + (W + H) * V }),
    shape(ops.argmax, 1, { M: N, V }),
  ];
}

/** A layer of a convolutional network: windows of `window` × `window` pixels on pictures of `length` × `length`. */
interface Layer {
  readonly length: number;
  readonly C: number;
  readonly F: number;
  readonly window: number;
}

/** The forward and backward pass of a convolution over N pictures. */
function convolutionShapes(N: number, { length, C, F, window }: Layer): Shape[] {
  const pixels = { N, H: length, W: length, P: length, Q: length };
  const sizes = { ...pixels, C, F, G: F, R: window, S: window, stride: 1, pad: (window - 1) / 2 };
  return [
    shape(ops.convolution_forward, 1, sizes),
    shape(ops.convolution_backward_input, 1, sizes),
    shape(ops.convolution_backward_weight, 1, sizes),
    shape(ops.convolution_backward_bias, 1, { N, P: length, Q: length, F, G: F }),
  ];
}

/** What SqueezeNet's fire modules do at their largest and at their smallest pictures. */
const fire: readonly Layer[] = [
  { length: 55, C: 16, F: 64, window: 3 },
  { length: 55, C: 128, F: 16, window: 1 },
  { length: 13, C: 64, F: 256, window: 3 },
  { length: 13, C: 512, F: 64, window: 1 },
];
/** Enough pixels for a software adapter. */
const softwareFire: Layer = { length: 13, C: 32, F: 128, window: 3 };

/** Sizes of minibatches as they are trained: small and large ones of COCO's words, and a network for many words. */
const hardware: readonly StepSizes[] = [
  { N: 25, M: 280, U: 134, W: 256, H: 512, V: 1004 },
  { N: 100, M: 1046, U: 341, W: 256, H: 512, V: 1004 },
  { N: 128, M: 1340, U: 640, W: 512, H: 512, V: 9568 },
];

/**
 * Lines as long as those of the middle one above, on which a software adapter's caches depend, and few rows, with which
 * its times grow and its choices hardly change.
 */
const software: StepSizes = { N: 24, M: 64, U: 32, W: 256, H: 512, V: 1000 };

const work = (one: Shape) => one.calls * flopsOf(one);

const byWork = (shapes: readonly Shape[]) => shapes.toSorted((a, b) => work(b) - work(a));

/**
 * What variants are chosen by: every kernel once, those first that most time is spent on, and then the other shapes. Small
 * minibatches come before large ones, which take a GPU seconds each to be compiled for, filled and compared. A software adapter
 * has every kernel once: its variants differ in what one thread does, whatever the shape.
 */
export function tuningShapes(isSoftware: boolean): Shape[] {
  const shapes = [
    ...(isSoftware ? [software] : hardware).flatMap((sizes) => byWork(stepShapes(sizes))),
    ...byWork(isSoftware ? convolutionShapes(1, softwareFire) : fire.flatMap((layer) => convolutionShapes(16, layer))),
  ];
  const isFirst = (one: Shape, index: number) => shapes.findIndex(({ op }) => op === one.op) === index;
  const others = isSoftware ? [] : shapes.filter((one, index) => !isFirst(one, index));
  return [...byWork(shapes.filter(isFirst)), ...others];
}
