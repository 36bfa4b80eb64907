import type { H5Module } from './hdf5_module.ts';

/** The numbers of CS231n files and their likes. */
export type NumberArray =
  | Int8Array
  | Uint8Array
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array
  | BigInt64Array
  | BigUint64Array
  | Float32Array
  | Float64Array;

interface ArrayType {
  new (buffer: ArrayBuffer): NumberArray;
  readonly BYTES_PER_ELEMENT: number;
}

/** Element types that can be read, by NumPy's names for them. */
export const arrayTypes: Readonly<Record<string, ArrayType>> = {
  int8: Int8Array,
  uint8: Uint8Array,
  int16: Int16Array,
  uint16: Uint16Array,
  int32: Int32Array,
  uint32: Uint32Array,
  int64: BigInt64Array,
  uint64: BigUint64Array,
  float32: Float32Array,
  float64: Float64Array,
};

/** What HDF5 says of an element. */
export interface ElementType {
  readonly type: number;
  readonly size: number;
  readonly signed: boolean;
}

/** The element type as NumPy names it, or the class of one that is no number. */
export function typeName(module: H5Module, { type, size, signed }: ElementType): string {
  const { H5T_INTEGER, H5T_FLOAT } = module.H5T_class_t;
  if (type === H5T_INTEGER.value) return `${signed ? '' : 'u'}int${8 * size}`;
  if (type === H5T_FLOAT.value) return `float${8 * size}`;
  // The enumeration carries a method of its binding as well.
  const found = Object.entries(module.H5T_class_t).find(([name, entry]) => /^H5T_/.test(name) && entry.value === type);
  return found?.[0].slice(4).toLowerCase() ?? `type ${type}`;
}
