import { fromBfloat16, fromFloat16 } from '../half_bits.ts';
import type { TensorData } from '../tensor.ts';

/** How a file stores the numbers of a tensor. */
export interface NumberType {
  readonly kind: 'floats' | 'integers' | 'others';
  /** Bytes per number. */
  readonly bytes: number;
  /** Little-endian bytes → numbers, halves as float32; missing for types that no parameter has. */
  readonly read?: (data: ArrayBuffer) => TensorData;
}

const floats = (bytes: number, read: NumberType['read']): NumberType => ({
  kind: 'floats',
  bytes,
  ...(read && { read }),
});
const integers = (bytes: number): NumberType => ({ kind: 'integers', bytes });
const others = (bytes: number): NumberType => ({ kind: 'others', bytes });

/**
 * By safetensors' names; other formats have their own. Typed arrays are little-endian on all current platforms.
 */
export const NUMBER_TYPES: Readonly<Record<string, NumberType>> = {
  F64: floats(8, (data) => new Float64Array(data)),
  F32: floats(4, (data) => new Float32Array(data)),
  F16: floats(2, (data) => fromFloat16(new Uint16Array(data))),
  BF16: floats(2, (data) => fromBfloat16(new Uint16Array(data))),
  I32: { ...integers(4), read: (data) => new Int32Array(data) },
  I64: integers(8),
  I16: integers(2),
  I8: integers(1),
  U64: integers(8),
  U32: integers(4),
  U16: integers(2),
  U8: integers(1),
  BOOL: others(1),
  F8_E4M3: others(1),
  F8_E5M2: others(1),
  C64: others(8),
  C128: others(16),
};

/** Reverses the bytes of each number: big-endian → little-endian. */
export function swapped(bytes: Uint8Array, each: number): Uint8Array<ArrayBuffer> {
  const result = new Uint8Array(bytes.length);
  for (let start = 0; start < bytes.length; start += each) {
    for (let i = 0; i < each; i++) result[start + i] = bytes[start + each - 1 - i] as number;
  }
  return result;
}
