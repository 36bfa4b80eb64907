/** Half precision, IEEE 754 binary16: 11 bits of significand, 6.1e-5 to 65,504, below that steps of 2⁻²⁴. */

/** That of the smallest normal half. */
export const LEAST_EXPONENT = -14;
const GREATEST_EXPONENT = 15;
/** Halfway between the maximum half and the next number at that spacing. */
const OVERFLOW = 65_520;

const scratch = new Float64Array(1);
const words = new Uint32Array(scratch.buffer);

/** ⌊log₂ |value|⌋ of a normal double, but at least that of the smallest normal half. */
export function exponentOf(value: number): number {
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
