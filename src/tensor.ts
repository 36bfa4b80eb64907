import { ShapeError } from './errors.ts';

/** Numbers of a tensor: float32 or float64 values, or int32 indices. */
export type TensorData = Float32Array | Float64Array | Int32Array;

/** A dense array in row-major order. `data.length` is the product of `shape`. */
export interface Tensor<D extends TensorData = TensorData> {
  readonly shape: readonly number[];
  readonly data: D;
}

/** A tensor of real numbers. */
export type FloatTensor = Tensor<Float32Array | Float64Array>;

/** A tensor of word or row indices. */
export type IndexTensor = Tensor<Int32Array>;

/** Number of elements a shape holds. */
export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, axis) => product * axis, 1);
}

/**
 * A tensor over `data`, which is kept, not copied; a plain array becomes a Float32Array.
 * @throws ShapeError when `data.length` is not the product of `shape`, or an axis is no natural number.
 */
export function tensor<D extends TensorData>(shape: readonly number[], data: D): Tensor<D>;
export function tensor(shape: readonly number[], data: readonly number[]): Tensor<Float32Array>;
export function tensor(shape: readonly number[], data: TensorData | readonly number[]): Tensor {
  const values = ArrayBuffer.isView(data) ? data : Float32Array.from(data);
  const found = `shape (${shape.join(', ')}) with ${values.length} values`;
  if (!shape.every((axis) => Number.isSafeInteger(axis) && axis >= 0)) {
    throw new ShapeError({ where: 'tensor', expected: 'axes that are natural numbers', found });
  }
  if (sizeOf(shape) !== values.length) {
    throw new ShapeError({ where: 'tensor', expected: `${sizeOf(shape)} values for its shape`, found });
  }
  return { shape: [...shape], data: values };
}
