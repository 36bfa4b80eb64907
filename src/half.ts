/** Half precision, IEEE 754 binary16: 11 bits of significand, 6.1e-5 to 65,504, below that steps of 2⁻²⁴. */

const LEAST_EXPONENT = -14;
const GREATEST_EXPONENT = 15;
/** Halfway between the maximum half and the next number at that spacing. */
const OVERFLOW = 65_520;

const scratch = new Float64Array(1);
const words = new Uint32Array(scratch.buffer);

/** ⌊log₂ |value|⌋ of a normal double, but at least that of the smallest normal half. */
function exponentOf(value: number): number {
  scratch[0] = value;
  return Math.max(LEAST_EXPONENT, (((words[1] ?? 0) >>> 20) & 2047) - 1023);
}

/**
 * By exponent: 1.5 · 2⁵² times the spacing of halves with this exponent. Adding it to such a number leaves a double no bits
 * below the spacing, so that the addition rounds to the nearest half, ties to even.
 */
const ROUNDERS = Float64Array.from(
  { length: GREATEST_EXPONENT - LEAST_EXPONENT + 1 },
  (_, i) => 1.5 * 2 ** (52 + LEAST_EXPONENT + i - 10),
);

/** The nearest half, ties to even; infinity from 65,520 on. */
export function roundToHalf(value: number): number {
  if (!(Math.abs(value) < OVERFLOW)) return value * Number.POSITIVE_INFINITY;
  const rounder = ROUNDERS[exponentOf(value) - LEAST_EXPONENT] ?? 0;
  const rounded = value + rounder - rounder;
  // A sum of 0 has lost its sign.
  return rounded === 0 ? 0 * value : rounded;
}

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
