/** The bits of numbers in half precision and bfloat16, as files and devices keep them. */
import { exponentOf, LEAST_EXPONENT, roundToHalf } from './half.ts';

/** Floats → IEEE 754 binary16, rounded to nearest, ties to even. */
export function toFloat16(values: ArrayLike<number>): Uint16Array<ArrayBuffer> {
  return Uint16Array.from(values, (value) => {
    const half = roundToHalf(value);
    if (Number.isNaN(half)) return 0x7e00;
    const sign = half < 0 || Object.is(half, -0) ? 0x8000 : 0;
    const size = Math.abs(half);
    if (size === Number.POSITIVE_INFINITY) return sign | 0x7c00;
    const exponent = exponentOf(size);
    // The significand's leading bit adds the 1 that a subnormal's exponent lacks.
    return sign + ((exponent - LEAST_EXPONENT) << 10) + size * 2 ** (10 - exponent);
  });
}

/** IEEE 754 binary16 → float32, exactly. */
export function fromFloat16(bits: Uint16Array): Float32Array {
  return Float32Array.from(bits, (word) => {
    const sign = word & 0x8000 ? -1 : 1;
    const exponent = (word >>> 10) & 31;
    const fraction = word & 1023;
    if (exponent === 0) return sign * fraction * 2 ** -24;
    if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
    return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
  });
}

/** bfloat16 → float32, exactly: it is the upper half of one. */
export function fromBfloat16(bits: Uint16Array): Float32Array {
  return new Float32Array(Uint32Array.from(bits, (word) => word << 16).buffer);
}
