import { fromFloat16 } from '../../half_bits.ts';
import type { ElementType } from './datatype.ts';

/** The number types of CS231n's and similar files. */
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

type Decode = (buffer: ArrayBuffer) => NumberArray;

/** How supported element types are decoded, by NumPy's names. */
const decoders: Readonly<Record<string, Decode>> = {
  int8: (buffer) => new Int8Array(buffer),
  uint8: (buffer) => new Uint8Array(buffer),
  int16: (buffer) => new Int16Array(buffer),
  uint16: (buffer) => new Uint16Array(buffer),
  int32: (buffer) => new Int32Array(buffer),
  uint32: (buffer) => new Uint32Array(buffer),
  int64: (buffer) => new BigInt64Array(buffer),
  uint64: (buffer) => new BigUint64Array(buffer),
  float16: (buffer) => fromFloat16(new Uint16Array(buffer)),
  float32: (buffer) => new Float32Array(buffer),
  float64: (buffer) => new Float64Array(buffer),
};

/** Whether elements are integers or floats; `undefined` if they are not supported. */
export function kindOfNumber({ name }: ElementType): 'integer' | 'float' | undefined {
  if (!Object.hasOwn(decoders, name)) return undefined;
  return name.startsWith('float') ? 'float' : 'integer';
}

/** The numbers in `bytes`, which may be overwritten. Half precision becomes single. */
export function decodeNumbers(bytes: Uint8Array<ArrayBuffer>, type: ElementType): NumberArray {
  if (type.bigEndian) swapBytes(bytes, type.size);
  return (decoders[type.name] as Decode)(bytes.buffer);
}

function swapBytes(bytes: Uint8Array, size: number): void {
  for (let at = 0; at < bytes.length; at += size) {
    for (let low = at, high = at + size - 1; low < high; low++, high--) {
      const byte = bytes[low] as number;
      bytes[low] = bytes[high] as number;
      bytes[high] = byte;
    }
  }
}
