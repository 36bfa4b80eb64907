import { kindOf } from './arguments.ts';
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

/** Number of elements of a shape. */
export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, axis) => product * axis, 1);
}

/**
 * A tensor over `data`, which is referenced, not copied; a plain array becomes a Float32Array.
 * @throws ShapeError when `data` is not a list of numbers, its length is not the product of `shape`, or an axis is not a
 * natural number.
 */
export function tensor<D extends TensorData>(shape: readonly number[], data: D): Tensor<D>;
export function tensor(shape: readonly number[], data: readonly number[]): Tensor<Float32Array>;
export function tensor(shape: readonly number[], data: TensorData | readonly number[]): Tensor {
  if (!Array.isArray(shape)) {
    throw new ShapeError({ where: 'tensor: shape', expected: 'a list of axes, such as [2, 3]', found: kindOf(shape) });
  }
  const values = valuesOf(data);
  if (!shape.every((axis) => Number.isSafeInteger(axis) && axis >= 0)) {
    const found = foundIn(shape, values);
    throw new ShapeError({ where: 'tensor', expected: 'axes that are natural numbers', found });
  }
  requireLength('tensor', shape, values);
  return { shape: [...shape], data: values };
}

const foundIn = (shape: readonly unknown[], { length }: TensorData) =>
  `shape (${shape.map(kindOf).join(', ')}) with ${length} values`;

function requireLength(where: string, shape: readonly number[], data: TensorData): void {
  if (sizeOf(shape) === data.length) return;
  throw new ShapeError({ where, expected: `${sizeOf(shape)} values for its shape`, found: foundIn(shape, data) });
}

function valuesOf(data: unknown): TensorData {
  if (isTensorData(data)) return data;
  if (!Array.isArray(data)) {
    const expected = 'a Float32Array, Float64Array, Int32Array or a list of numbers';
    throw new ShapeError({ where: 'tensor: data', expected, found: kindOf(data) });
  }
  const other = data.findIndex((value) => typeof value !== 'number');
  if (other < 0) return Float32Array.from(data);
  throw new ShapeError({
    where: `tensor: data[${other}]`,
    expected: 'a number',
    found: kindOf(data[other]),
    remedy: 'Pass all numbers of a tensor in one list, row after row.',
  });
}

function isTensorData(data: unknown): data is TensorData {
  return data instanceof Float32Array || data instanceof Float64Array || data instanceof Int32Array;
}

/**
 * Checks that `value` is a tensor whose number of values matches its shape: plain JavaScript may pass anything.
 * @throws ShapeError naming `where` otherwise.
 */
export function requireTensor(where: string, value: unknown): asserts value is Tensor {
  const { shape, data } = Object(value ?? {}) as Partial<Tensor>;
  if (!Array.isArray(shape) || !isTensorData(data)) {
    throw new ShapeError({ where, expected: 'a tensor', found: kindOf(value), remedy: 'Make one with tensor().' });
  }
  requireLength(where, shape, data);
}
