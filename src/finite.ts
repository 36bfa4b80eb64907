/** Position of the first value that is not a finite number, or −1 if all of them are. */
export function firstNonFinite(values: ArrayLike<number>): number {
  for (let i = 0; i < values.length; i++) {
    // NaN and both infinities are the numbers whose difference to themselves is not 0.
    const value = values[i] as number;
    if (value - value !== 0) return i;
  }
  return -1;
}
