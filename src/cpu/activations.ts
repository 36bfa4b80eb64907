/**
 * 1 / (1 + e^−x). e is only ever raised to a negative power, so nothing overflows. A sum that is NaN or has overflowed has
 * no activation: it is propagated as it is, so that scores and loss are not finite either.
 */
export function sigmoidOf(x: number): number {
  if (!Number.isFinite(x)) return x;
  if (x >= 0) return 1 / (1 + Math.exp(-x));
  const power = Math.exp(x);
  return power / (1 + power);
}

/** tanh(x); non-finite values are propagated, as by `sigmoidOf`. */
export function tanhOf(x: number): number {
  return Number.isFinite(x) ? Math.tanh(x) : x;
}
