import type { Op } from '../../ops/op.ts';
import { ops } from '../../ops/registry.ts';
import type { Shape } from './shape.ts';

const shape = (op: Op, sizes: Readonly<Record<string, number>>): Shape => ({
  op,
  sizes: Object.fromEntries([...op.dims, ...op.offsets].map((name) => [name, sizes[name] ?? 0])),
  without: op.optional.filter((name) => name === 'rows'),
  calls: 1,
});

/** Each kernel with variants, in the order of its share of a training step; `width` × `width` weights. */
function shapesOf(rows: number, captions: number, width: number): Shape[] {
  const product = { M: rows, K: width, N: width };
  const step = { rows: captions, H: width, prev: 0, out: captions };
  const back = { ...step, next_rows: captions, carry_rows: captions, next: captions };
  return [
    shape(ops.affine_backward_weight, product),
    shape(ops.affine_forward, product),
    shape(ops.affine_backward_input, product),
    shape(ops.lstm_step_forward, step),
    shape(ops.lstm_step_backward, back),
    shape(ops.rnn_step_forward, step),
    shape(ops.rnn_step_backward, back),
  ];
}

/**
 * What variants are chosen by: for each kernel a matrix of either shape class. A GPU gets rows enough to be filled; on a
 * software adapter a few tiles tell as much.
 */
export function tuningShapes(software: boolean): Shape[] {
  const [rows, captions] = software ? [32, 16] : [1024, 128];
  const small = shapesOf(rows, captions, 128);
  return shapesOf(rows, captions, 512).flatMap((large, index) => [large, small[index] ?? []].flat());
}
