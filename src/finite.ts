/** From this magnitude on a number is infinite once it is rounded to float32. */
export const FLOAT32_END = 2 ** 128 - 2 ** 103;

/** Position of the first value that is not a finite number, or −1 if all of them are. */
export function firstNonFinite(values: ArrayLike<number>): number {
  return firstBeyond(values, Number.POSITIVE_INFINITY);
}

/** Position of the first value that is NaN or whose magnitude is `end` or more, or −1 if there is none. */
export function firstBeyond(values: ArrayLike<number>, end: number): number {
  for (let i = 0; i < values.length; i++) {
    // NaN compares with nothing.
    if (!(Math.abs(values[i] as number) < end)) return i;
  }
  return -1;
}
