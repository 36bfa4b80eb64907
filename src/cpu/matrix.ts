import type { Floats } from './twin.ts';

/**
 * sum[n] += Σ_r weights[r] · table[r, n]: one row of a matrix product. Rows are taken four at a time, so that `sum` is
 * loaded and stored once for four products, and the inner loop runs along memory.
 */
export function addWeightedRows(sum: Float64Array, weights: Float64Array, table: Floats, firstRow = 0): void {
  const width = sum.length;
  const count = weights.length;
  const whole = count - (count % 4);
  for (let r = 0; r < whole; r += 4) {
    const [a = 0, b = 0, c = 0, d = 0] = [weights[r], weights[r + 1], weights[r + 2], weights[r + 3]];
    const row0 = (firstRow + r) * width;
    const row1 = row0 + width;
    const row2 = row1 + width;
    const row3 = row2 + width;
    for (let n = 0; n < width; n++) {
      sum[n] =
        (sum[n] ?? 0) +
        a * (table[row0 + n] ?? 0) +
        b * (table[row1 + n] ?? 0) +
        c * (table[row2 + n] ?? 0) +
        d * (table[row3 + n] ?? 0);
    }
  }
  for (let r = whole; r < count; r++) {
    const weight = weights[r] ?? 0;
    const row = (firstRow + r) * width;
    for (let n = 0; n < width; n++) sum[n] = (sum[n] ?? 0) + weight * (table[row + n] ?? 0);
  }
}

/** sum[k] += Σ_n row[start + n] · table[k, n]: one row of a product with a transposed matrix of `width` columns. */
export function addRowDots(sum: Float64Array, row: Floats, start: number, table: Floats, width: number): void {
  const count = sum.length;
  const whole = count - (count % 4);
  for (let k = 0; k < whole; k += 4) {
    const row0 = k * width;
    const row1 = row0 + width;
    const row2 = row1 + width;
    const row3 = row2 + width;
    let [a, b, c, d] = [0, 0, 0, 0];
    for (let n = 0; n < width; n++) {
      const value = row[start + n] ?? 0;
      a += value * (table[row0 + n] ?? 0);
      b += value * (table[row1 + n] ?? 0);
      c += value * (table[row2 + n] ?? 0);
      d += value * (table[row3 + n] ?? 0);
    }
    sum[k] = (sum[k] ?? 0) + a;
    sum[k + 1] = (sum[k + 1] ?? 0) + b;
    sum[k + 2] = (sum[k + 2] ?? 0) + c;
    sum[k + 3] = (sum[k + 3] ?? 0) + d;
  }
  for (let k = whole; k < count; k++) {
    let total = 0;
    for (let n = 0; n < width; n++) total += (row[start + n] ?? 0) * (table[k * width + n] ?? 0);
    sum[k] = (sum[k] ?? 0) + total;
  }
}

/** Copies one row of `into.length` values that begins at element `start`. */
export function loadRow(into: Float64Array, from: Floats, start: number): void {
  for (let n = 0; n < into.length; n++) into[n] = from[start + n] ?? 0;
}
