import { DataError } from '../errors.ts';
import { firstNonFinite, placeOf } from '../finite.ts';
import { type FloatTensor, requireTensor, sizeOf, type Tensor, type TensorData } from '../tensor.ts';
import { damaged, refused } from './json.ts';
import type { NumberType } from './number_types.ts';

/** A tensor in a file of any format. Its numbers are read on demand. */
export interface StoredTensor {
  /** Natural numbers; their product is checked against the bytes in the file. */
  readonly shape: readonly number[];
  /** The file's name of its type. */
  readonly typeName: string;
  /** Missing for an unknown type. */
  readonly type?: NumberType;
  /** Its numbers in row-major order; called only if `type` can be read. */
  readonly read: () => TensorData;
  /** The strings of an array of strings. */
  readonly strings?: () => readonly string[];
}

/** The tensors of a file by name. */
export type StoredTensors = ReadonlyMap<string, StoredTensor>;

/** @throws CheckpointError when its numbers are of an unsupported type, or one is not finite */
export function readTensor(where: string, { shape, type, typeName, read }: StoredTensor): Tensor {
  if (!type?.read) return refused(where, 'numbers of a supported type', typeName, RIGHT_TYPES);
  const data = read();
  checkFinite(where, { shape, data });
  return { shape, data };
}

/** @throws CheckpointError when it is not an array of floats of this shape; no number is read */
export function checkFloats(where: string, { shape, type, typeName }: StoredTensor, wanted: readonly number[]): void {
  const expected = `floats of shape (${wanted.join(', ')})`;
  if (type?.kind !== 'floats') {
    const found = `${type?.kind === 'integers' ? 'integers' : 'others'} of type ${typeName}`;
    refused(where, expected, found, RIGHT_TYPES);
  }
  if (shape.join() === wanted.join()) return;
  refused(
    where,
    expected,
    `floats of shape (${shape.join(', ')})`,
    'Its sizes, or the words given with it, belong to another model.',
  );
}

/** A parameter. @throws CheckpointError when it is not an array of finite floats of this shape */
export function readFloats(where: string, stored: StoredTensor, shape: readonly number[]): FloatTensor {
  checkFloats(where, stored, shape);
  return readTensor(where, stored) as FloatTensor;
}

/** The tensor with this name. @throws CheckpointError when it does not exist */
export function tensorOf(where: string, tensors: StoredTensors, name: string): StoredTensor {
  return tensors.get(name) ?? damaged(`${where}: ${name}`, 'a tensor', 'no such tensor');
}

const RIGHT_TYPES = 'Save it as float32 (or float64, float16, bfloat16).';

/** @throws CheckpointError naming the first number that is not finite */
export function checkFinite(where: string, { shape, data }: Tensor): void {
  const index = firstNonFinite(data);
  if (index < 0) return;
  const remedy = 'The training had diverged when it was saved: use an earlier checkpoint.';
  refused(`${where}[${placeOf(index, shape).join(', ')}]`, 'a finite number', String(data[index]), remedy);
}

/** @throws DataError naming the first number that is not finite, which readers refuse; ShapeError for anything but a tensor */
export function checkNumbers(where: string, tensors: Readonly<Record<string, Tensor>>): void {
  for (const [name, tensor] of Object.entries(tensors)) {
    requireTensor(`${where}: ${name}`, tensor);
    const { shape, data } = tensor;
    const index = firstNonFinite(data);
    if (index < 0) continue;
    throw new DataError({
      where: `${where}: ${name}[${placeOf(index, shape).join(', ')}]`,
      expected: 'a finite number',
      found: String(data[index]),
      remedy: 'The training has diverged: use what was saved before.',
    });
  }
}

/** Numbers of `shape` with these `strides`, from `offset` on, → row-major. */
export function gathered<D extends TensorData>(
  data: D,
  shape: readonly number[],
  strides: readonly number[],
  offset = 0,
): D {
  const result = new (data.constructor as new (length: number) => D)(sizeOf(shape));
  const at = shape.map(() => 0);
  let from = offset;
  for (let to = 0; to < result.length; to++) {
    result[to] = data[from] as number;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      const [length, stride] = [shape[axis] as number, strides[axis] as number];
      at[axis] = (at[axis] as number) + 1;
      from += stride;
      if ((at[axis] as number) < length) break;
      at[axis] = 0;
      from -= stride * length;
    }
  }
  return result;
}
