/** 1 / (1 + e^−x). e is only ever raised to a negative power, so nothing overflows. */
export function sigmoidOf(x: number): number {
  if (x >= 0) return 1 / (1 + Math.exp(-x));
  const power = Math.exp(x);
  return power / (1 + power);
}
