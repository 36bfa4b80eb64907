import { DataError, ShapeError } from '../errors.ts';
import { FLOAT32, FLOAT64, requireFinite } from '../finite.ts';
import type { Backend } from '../ops/backend.ts';
import { type FloatTensor, requireTensor, sizeOf, type Tensor } from '../tensor.ts';

type Letter<A extends string> = A extends `4${infer L}` ? L : A;
type Letters<P extends string> = P extends `${infer A} ${infer R}` ? Letter<A> | Letters<R> : Letter<P>;

/** A shape in letters: `'D 4H'` is D rows of four times H numbers. */
type Argument = readonly [tensor: FloatTensor, shape: string] | readonly [tensor: Tensor, shape: string, 'indices'];
type Arguments = Readonly<Record<string, Argument>>;
type Sizes<A extends Arguments> = { readonly [L in Letters<A[keyof A][1]>]: number };

/**
 * Checks the arguments of a layer function against their shapes, and their numbers against the backend's precision. A
 * letter's number is the one in `known`, else that of the first argument that has the letter.
 * @returns the number of every letter.
 * @throws ShapeError naming function, argument, expected and found shape or type; DataError naming the place of a number
 * that is not finite.
 */
export function matchArguments<const A extends Arguments>(
  { precision }: Pick<Backend, 'precision'>,
  layer: string,
  args: A,
  known: Readonly<Record<string, number>> = {},
): Sizes<A> {
  const sizes: Record<string, number> = { ...known };
  const floats: [where: string, tensor: Tensor][] = [];
  for (const [name, [tensor, shape, kind]] of Object.entries<Argument>(args)) {
    const where = `${layer}: ${name}`;
    matchShape(where, tensor, shape, sizes);
    if (kind === 'indices') continue;
    if (tensor.data instanceof Int32Array) {
      throw new ShapeError({ where, expected: 'float32 or float64 values', found: 'int32 values' });
    }
    floats.push([where, tensor]);
  }
  for (const [where, tensor] of floats) requireFinite(where, tensor, precision === 'float64' ? FLOAT64 : FLOAT32);
  return sizes as Sizes<A>;
}

function matchShape(where: string, tensor: Tensor, shape: string, sizes: Record<string, number>): void {
  requireTensor(where, tensor);
  const axes = shape.split(' ');
  if (axes.length === tensor.shape.length && axes.every((axis, i) => fits(axis, tensor.shape[i], sizes))) return;
  const expected = axes.map((axis) => (axis in sizes || letterOf(axis) in sizes ? lengthOf(axis, sizes) : axis));
  throw new ShapeError({
    where,
    expected: `shape (${axes.join(', ')}) = (${expected.join(', ')}), no axis empty`,
    found: `(${tensor.shape.join(', ')})`,
  });
}

function letterOf(axis: string): string {
  return axis.replace(/^4/, '');
}

function lengthOf(axis: string, sizes: Readonly<Record<string, number>>): number {
  return (sizes[letterOf(axis)] ?? Number.NaN) * (axis.startsWith('4') ? 4 : 1);
}

/** Whether an axis has the length of its letter. A letter without a number takes this one. */
function fits(axis: string, length: number | undefined, sizes: Record<string, number>): boolean {
  if (!length) return false;
  sizes[letterOf(axis)] ??= axis.startsWith('4') ? length / 4 : length;
  return lengthOf(axis, sizes) === length && Number.isInteger(sizes[letterOf(axis)]);
}

/** x (N, d1, …, dk) seen as (N, D), D = d1 · … · dk. @throws ShapeError when x is no tensor. */
export function asRows(where: string, x: FloatTensor): FloatTensor {
  requireTensor(where, x);
  return { shape: [x.shape[0] ?? 0, sizeOf(x.shape.slice(1))], data: x.data };
}

/** A tensor's values as indices. @throws DataError naming the first that is no integer from 0 to `below` − 1. */
export function indicesOf(where: string, { data }: Tensor, below: number): Uint32Array {
  const bad = data.findIndex((value) => !(Number.isInteger(value) && value >= 0 && value < below));
  if (bad < 0) return Uint32Array.from(data);
  throw new DataError({
    where: `${where}, element ${bad}`,
    expected: `an integer from 0 to ${below - 1}`,
    found: `${data[bad]}`,
  });
}
