import type { Op } from '../../ops/op.ts';
import { ops } from '../../ops/registry.ts';
import { flopsOf, type Shape } from './shape.ts';

const shape = (op: Op, calls: number, sizes: Readonly<Record<string, number>>): Shape => ({
  op,
  sizes: Object.fromEntries([...op.dims, ...op.offsets].map((name) => [name, sizes[name] ?? 0])),
  without: op.optional.filter((name) => name === 'rows'),
  calls,
});

/** Each kernel with variants, as often as a training step of 16 time steps calls it; `width` × `width` weights. */
function shapesOf(rows: number, captions: number, width: number): Shape[] {
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

const work = (one: Shape) => one.calls * flopsOf(one);

/**
 * What variants are chosen by: for each kernel a matrix of either shape class, those that a training step spends most on
 * first. A GPU gets work enough to be filled; on a software adapter a few tiles tell as much.
 */
export function tuningShapes(software: boolean): Shape[] {
  const [rows, captions, large, small] = software ? [128, 24, 256, 128] : [1024, 128, 512, 128];
  const all = [large, small].flatMap((width) => shapesOf(rows, captions, width));
  return all.sort((a, b) => work(b) - work(a));
}
