import type { Op } from '../../ops/op.ts';
import { ops } from '../../ops/registry.ts';
import { flopsOf, type Shape } from './shape.ts';

const shape = (op: Op, calls: number, sizes: Readonly<Record<string, number>>): Shape => ({
  op,
  sizes: Object.fromEntries([...op.dims, ...op.offsets, ...op.scalars].map((name) => [name, sizes[name] ?? 0])),
  without: op.optional.filter((name) => name === 'rows'),
  calls,
});

/** Each kernel with a matrix product, as often as a training step of 16 time steps calls it; `width` × `width` weights. */
function products(rows: number, captions: number, width: number): Shape[] {
  const product = { M: rows, K: width, N: width };
  const step = { rows: captions, H: width, prev: 0, out: captions };
  const back = { ...step, next_rows: captions, carry_rows: captions, next: captions };
  return [
    shape(ops.affine_forward, 3, product),
    shape(ops.affine_backward_input, 3, product),
    shape(ops.affine_backward_weight, 4, product),
    shape(ops.lstm_step_forward, 16, step),
    shape(ops.lstm_step_backward, 16, back),
    shape(ops.rnn_step_forward, 16, step),
    shape(ops.rnn_step_backward, 16, back),
  ];
}

/** Kernels without weights, whose calls are all of one class. */
function reductions(rows: number, captions: number, width: number): Shape[] {
  return [
    shape(ops.softmax_loss, 1, { M: rows, V: 2 * width, scale: 1 }),
    shape(ops.square_sum, 1, { Q: 16 * width * width }),
    shape(ops.argmax, 1, { M: captions, V: 2 * width }),
  ];
}

const work = (one: Shape) => one.calls * flopsOf(one);

/**
 * What variants are chosen by: for each kernel a matrix of either shape class, those that a training step spends most on
 * first. A GPU gets work enough to be filled; on a software adapter a few tiles tell as much.
 */
export function tuningShapes(software: boolean): Shape[] {
  const [rows, captions, large, small] = software ? [128, 24, 256, 128] : [1024, 128, 512, 128];
  const matrices = [large, small].flatMap((width) => products(rows, captions, width));
  return [...matrices, ...reductions(rows, captions, large)].sort((a, b) => work(b) - work(a));
}
