import type { Cursor } from './cursor.ts';

/** The type of a dataset's elements. */
export interface ElementType {
  /** NumPy's name (int32, float16 …) if NumPy has the type, else a description. */
  readonly name: string;
  /** Bytes per element. */
  readonly size: number;
  readonly bigEndian: boolean;
}

const CLASSES = [
  'integer',
  'float',
  'time',
  'string',
  'bitfield',
  'opaque',
  'compound',
  'reference',
  'enum',
  'vlen',
  'array',
];
const INTEGER = 0;
const FLOAT = 1;
const VLEN = 9;

/** IEEE 754's binary formats: position and size of the exponent, size of the significand, bias. */
const IEEE: Readonly<Record<number, readonly number[]>> = {
  2: [10, 5, 10, 15],
  4: [23, 8, 23, 127],
  8: [52, 11, 52, 1023],
};

export function readDatatype(message: Cursor): ElementType {
  const kind = message.u8() & 0x0f;
  const bits = message.take(3);
  const size = message.u32();
  const bigEndian = ((bits[0] ?? 0) & 0x01) !== 0;
  const named = (name: string): ElementType => ({ name, size, bigEndian });
  if (kind === INTEGER) {
    const whole = message.u16() === 0 && message.u16() === 8 * size && [1, 2, 4, 8].includes(size);
    const signed = ((bits[0] ?? 0) & 0x08) !== 0;
    return named(whole ? `${signed ? '' : 'u'}int${8 * size}` : `integers with unused bits in ${size} bytes`);
  }
  if (kind === FLOAT) {
    return named(isIeee(message, bits, size) ? `float${8 * size}` : `floats of ${size} bytes that are not IEEE 754's`);
  }
  const isText = kind === VLEN && ((bits[0] ?? 0) & 0x0f) === 1;
  return named(isText ? 'string' : (CLASSES[kind] ?? `type ${kind}`));
}

/** Whether a float is IEEE 754's: byte order, implicit leading bit, sign in the highest bit, and the rest as in `IEEE`. */
function isIeee(message: Cursor, bits: Uint8Array, size: number): boolean {
  const [order = 0, sign = 0] = bits;
  const start = message.u16();
  const precision = message.u16();
  const [exponentAt, exponentSize, significandAt, significandSize] = message.take(4);
  const found = [exponentAt, exponentSize, significandSize, message.u32()];
  const usual = (order & 0x40) === 0 && ((order >> 4) & 0x03) === 2 && sign === 8 * size - 1;
  const filled = start === 0 && precision === 8 * size && significandAt === 0;
  return usual && filled && IEEE[size]?.every((value, i) => value === found[i]) === true;
}
