import type { FloatTensor } from '../../src/tensor.ts';

/** Greatest |a − b| / max(1e-8, |a| + |b|), CS231n's rel_error. NaN anywhere gives NaN, which is less than nothing. */
export function relativeError(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) throw new Error(`${a.length} values against ${b.length}`);
  let worst = 0;
  for (let i = 0; i < a.length; i++) {
    const [x, y] = [a[i] ?? Number.NaN, b[i] ?? Number.NaN];
    worst = Math.max(worst, Math.abs(x - y) / Math.max(1e-8, Math.abs(x) + Math.abs(y)));
  }
  return worst;
}

/**
 * Gradient of Σ outputs · douts with respect to every element of x, by central differences. `outputs` must read x at
 * every call: its elements are moved by `h` and put back.
 */
export async function numericGradient(
  x: FloatTensor,
  outputs: () => Promise<readonly FloatTensor[]>,
  douts: readonly FloatTensor[],
  h = 1e-5,
): Promise<Float64Array> {
  const gradient = new Float64Array(x.data.length);
  for (let i = 0; i < gradient.length; i++) {
    const value = x.data[i] ?? 0;
    x.data[i] = value + h;
    const above = await outputs();
    x.data[i] = value - h;
    const below = await outputs();
    x.data[i] = value;
    for (const [k, dout] of douts.entries()) {
      for (const [j, weight] of dout.data.entries()) {
        const difference = (above[k]?.data[j] ?? Number.NaN) - (below[k]?.data[j] ?? Number.NaN);
        gradient[i] = (gradient[i] ?? 0) + (weight * difference) / (2 * h);
      }
    }
  }
  return gradient;
}
