import { DataError, ShapeError } from '../errors.ts';
import { FLOAT32, FLOAT64, type FloatFormat, requireComputed, requireFinite } from '../finite.ts';
import type { Backend } from '../ops/backend.ts';
import { type FloatTensor, requireTensor, sizeOf, type Tensor } from '../tensor.ts';

/** @throws ShapeError naming `where` when `value` is no tensor of floats of the given shape, or any axis is 0. */
export function checkShape(where: string, value: FloatTensor, shape: readonly number[]): void {
  requireTensor(where, value);
  const kind: unknown = value.data;
  if (kind instanceof Int32Array) {
    throw new ShapeError({ where, expected: 'float32 or float64 values', found: 'int32 values' });
  }
  if (value.shape.join() === shape.join() && value.data.length === sizeOf(shape) && sizeOf(shape) > 0) return;
  const found = `(${value.shape.join(', ')}) with ${value.data.length} values`;
  throw new ShapeError({ where, expected: `shape (${shape.join(', ')}), no axis 0`, found });
}

/** What numbers must be finite in to be kept by a backend. */
export function formatOf({ precision }: Pick<Backend, 'precision'>): FloatFormat {
  return precision === 'float64' ? FLOAT64 : FLOAT32;
}

/**
 * The number N of image features (N, D).
 * @throws ShapeError when they are no tensor of that shape, DataError naming row and column of one that is not finite
 */
export function featureCount(where: string, features: FloatTensor, D: number, backend: Backend): number {
  requireTensor(where, features);
  const [N = 0] = features.shape;
  checkFeatures(where, features, N, D, backend);
  return N;
}

/** @throws as `featureCount` does, where they must be N */
export function checkFeatures(where: string, features: FloatTensor, N: number, D: number, backend: Backend): void {
  checkShape(where, features, [N, D]);
  requireFinite(where, features, formatOf(backend));
}

/**
 * The word numbers of captions (N, T + 1).
 * @throws ShapeError when the shape is another, DataError naming row and column of a number that is not that of one of V words.
 */
export function checkedCaptions(where: string, captions: Tensor, V: number): Int32Array {
  requireTensor(`${where}: captions`, captions);
  const [N = 0, columns = 0] = captions.shape;
  if (captions.shape.length !== 2 || N < 1 || columns < 2 || captions.data.length !== N * columns) {
    const found = `(${captions.shape.join(', ')}) with ${captions.data.length} values`;
    throw new ShapeError({ where: `${where}: captions`, expected: 'shape (N, T + 1), N ≥ 1 and T ≥ 1', found });
  }
  const wrong = captions.data.findIndex((word) => !(Number.isInteger(word) && word >= 0 && word < V));
  if (wrong >= 0) {
    throw new DataError({
      where: `${where}: captions[${Math.floor(wrong / columns)}, ${wrong % columns}]`,
      expected: `a word number from 0 to ${V - 1}`,
      found: String(captions.data[wrong]),
    });
  }
  return captions.data instanceof Int32Array ? captions.data : Int32Array.from(captions.data);
}

/** The loss that a program computed. @throws DataError when it is not finite */
export function finiteLoss(where: string, [loss = Number.NaN]: ArrayLike<number> & Iterable<number> = []): number {
  requireComputed(where, { shape: [], data: [loss] });
  return loss;
}
