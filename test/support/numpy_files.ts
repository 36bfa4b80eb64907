import { strToU8, zipSync } from 'fflate';
import { toFloat16 } from '../../src/half_bits.ts';
import type { FloatTensor } from '../../src/tensor.ts';

/** How an array is written; what is left out is as NumPy does it by itself. */
export interface NpyOptions {
  /** Of the format. */
  readonly version?: 1 | 2 | 3;
  /** First axis fastest. */
  readonly fortran?: boolean;
  readonly half?: boolean;
  readonly bigEndian?: boolean;
}

/** One array as NumPy saves it. */
export function npy({ shape, data }: FloatTensor, options: NpyOptions = {}): Uint8Array {
  const { fortran = false, half = false, bigEndian = false } = options;
  const [rows = 1, columns = 1] = shape;
  const values = data.map((value, i) => (fortran ? (data[(i % rows) * columns + Math.floor(i / rows)] ?? 0) : value));
  const numbers = half ? toFloat16(values) : values;
  const each = numbers.BYTES_PER_ELEMENT;
  const bytes = new Uint8Array(numbers.buffer);
  const ordered = bigEndian ? bytes.map((_, i) => bytes[i - (i % each) + each - 1 - (i % each)] ?? 0) : bytes;
  return npyOf(`'${bigEndian ? '>' : '<'}f${each}'`, shape, ordered, options);
}

/** An array of any type, of which NumPy's header says what it is told to. */
export function npyOf(
  descr: string,
  shape: readonly number[],
  numbers: Uint8Array,
  { version = 1, fortran = false }: NpyOptions = {},
): Uint8Array {
  const axes = shape.length === 1 ? `${shape[0]},` : shape.join(', ');
  const text = `{'descr': ${descr}, 'fortran_order': ${fortran ? 'True' : 'False'}, 'shape': (${axes}), }\n`;
  const length = Array.from({ length: version === 1 ? 2 : 4 }, (_, i) => (text.length >> (8 * i)) & 255);
  return Uint8Array.from([0x93, ...strToU8('NUMPY'), version, 0, ...length, ...strToU8(text), ...numbers]);
}

/** Arrays as np.savez_compressed saves them, and whatever else is to lie beside them. */
export function npz(
  tensors: Readonly<Record<string, FloatTensor>>,
  options?: NpyOptions,
  others: Readonly<Record<string, Uint8Array>> = {},
): Uint8Array {
  const arrays = Object.entries(tensors).map(([name, value]) => [`${name}.npy`, npy(value, options)] as const);
  return zipSync({ ...Object.fromEntries(arrays), ...others });
}
