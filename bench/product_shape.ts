import type { Shape } from '../src/gpu/tuning/shape.ts';
import type { Op } from '../src/ops/op.ts';

/** A call of a product without bias and chosen rows, of no training step. */
export const productShape = (op: Op, sizes: Readonly<Record<'M' | 'K' | 'N', number>>): Shape => ({
  op,
  sizes: { ...Object.fromEntries(op.offsets.map((name) => [name, 0])), ...sizes },
  without: op.optional,
  calls: 0,
});
