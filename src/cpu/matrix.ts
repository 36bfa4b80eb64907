import type { Floats } from './twin.ts';

/** Rows that twins hand over at a time: a number of the table is then loaded and converted once for all of them. */
export const BLOCK = 4;

/** Divides rows into blocks: calls `visit` with the first row of each and how many it has. */
export function inBlocks(count: number, visit: (first: number, rows: number) => void): void {
  for (let first = 0; first < count; first += BLOCK) visit(first, Math.min(BLOCK, count - first));
}

/** The rows of a block, as views of it. */
export function rowsOf(block: Float64Array, width: number, count = BLOCK): Float64Array[] {
  return Array.from({ length: count }, (_, r) => block.subarray(r * width, (r + 1) * width));
}

/**
 * sums[s, n] += Σ_r weights[s, r] · table[firstRow + r, n], for the rows s of a block, `BLOCK` at most. The terms of a sum are
 * added in their order, however many rows there are: the bits do not depend on it.
 */
export function addProducts(
  rows: number,
  sums: Float64Array,
  weights: Float64Array,
  table: Floats,
  firstRow = 0,
): void {
  // Views of a few numbers would take longer than their products.
  if (rows === 4) {
    addFourProducts(sums, weights, table, firstRow);
    return;
  }
  const width = sums.length / rows;
  const count = weights.length / rows;
  for (let s = 0; s < rows; s++) {
    const row = rows === 1 ? sums : sums.subarray(s * width, (s + 1) * width);
    const own = rows === 1 ? weights : weights.subarray(s * count, (s + 1) * count);
    addWeightedRows(row, own, table, firstRow);
  }
}

/** Four rows of a product: a number of the table is loaded once for all, and a sum once for four products. */
function addFourProducts(sums: Float64Array, weights: Float64Array, table: Floats, firstRow: number): void {
  const width = sums.length / 4;
  const count = weights.length / 4;
  const whole = count - (count % 4);
  const [sum1, sum2, sum3] = [width, 2 * width, 3 * width];
  for (let r = 0; r < whole; r += 4) {
    const a0 = weights[r] ?? 0;
    const a1 = weights[r + 1] ?? 0;
    const a2 = weights[r + 2] ?? 0;
    const a3 = weights[r + 3] ?? 0;
    const b = count + r;
    const b0 = weights[b] ?? 0;
    const b1 = weights[b + 1] ?? 0;
    const b2 = weights[b + 2] ?? 0;
    const b3 = weights[b + 3] ?? 0;
    const c = 2 * count + r;
    const c0 = weights[c] ?? 0;
    const c1 = weights[c + 1] ?? 0;
    const c2 = weights[c + 2] ?? 0;
    const c3 = weights[c + 3] ?? 0;
    const d = 3 * count + r;
    const d0 = weights[d] ?? 0;
    const d1 = weights[d + 1] ?? 0;
    const d2 = weights[d + 2] ?? 0;
    const d3 = weights[d + 3] ?? 0;
    const row0 = (firstRow + r) * width;
    const [row1, row2, row3] = [row0 + width, row0 + 2 * width, row0 + 3 * width];
    for (let n = 0; n < width; n++) {
      const t0 = table[row0 + n] ?? 0;
      const t1 = table[row1 + n] ?? 0;
      const t2 = table[row2 + n] ?? 0;
      const t3 = table[row3 + n] ?? 0;
      sums[n] = (sums[n] ?? 0) + a0 * t0 + a1 * t1 + a2 * t2 + a3 * t3;
      sums[sum1 + n] = (sums[sum1 + n] ?? 0) + b0 * t0 + b1 * t1 + b2 * t2 + b3 * t3;
      sums[sum2 + n] = (sums[sum2 + n] ?? 0) + c0 * t0 + c1 * t1 + c2 * t2 + c3 * t3;
      sums[sum3 + n] = (sums[sum3 + n] ?? 0) + d0 * t0 + d1 * t1 + d2 * t2 + d3 * t3;
    }
  }
  for (let r = whole; r < count; r++) {
    const row = (firstRow + r) * width;
    for (let s = 0; s < 4; s++) {
      const weight = weights[s * count + r] ?? 0;
      for (let n = 0; n < width; n++) sums[s * width + n] = (sums[s * width + n] ?? 0) + weight * (table[row + n] ?? 0);
    }
  }
}

/** sum[n] += Σ_r weights[r] · table[firstRow + r, n]: one row of a product. The inner loop runs along memory. */
function addWeightedRows(sum: Float64Array, weights: Float64Array, table: Floats, firstRow = 0): void {
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

/**
 * sums[s, k] += Σ_n from[start + s · width + n] · table[k, n]: some rows of a product with a transposed matrix of `width`
 * columns. As in `addProducts`, the bits do not depend on how many rows there are.
 */
export function addDots(
  rows: number,
  sums: Float64Array,
  from: Floats,
  start: number,
  table: Floats,
  width: number,
): void {
  const count = sums.length / Math.max(1, rows);
  let s = 0;
  for (; s + 2 <= rows; s += 2) {
    addTwoRowDots(sums.subarray(s * count, (s + 2) * count), from, start + s * width, table, width);
  }
  if (s < rows) addRowDots(sums.subarray(s * count), from, start + s * width, table, width);
}

/** Two rows of such a product. */
function addTwoRowDots(sums: Float64Array, from: Floats, start: number, table: Floats, width: number): void {
  const count = sums.length / 2;
  const whole = count - (count % 4);
  const next = start + width;
  for (let k = 0; k < whole; k += 4) {
    const row0 = k * width;
    const [row1, row2, row3] = [row0 + width, row0 + 2 * width, row0 + 3 * width];
    let [a0, a1, a2, a3] = [0, 0, 0, 0];
    let [b0, b1, b2, b3] = [0, 0, 0, 0];
    for (let n = 0; n < width; n++) {
      const a = from[start + n] ?? 0;
      const b = from[next + n] ?? 0;
      const t0 = table[row0 + n] ?? 0;
      const t1 = table[row1 + n] ?? 0;
      const t2 = table[row2 + n] ?? 0;
      const t3 = table[row3 + n] ?? 0;
      a0 += a * t0;
      a1 += a * t1;
      a2 += a * t2;
      a3 += a * t3;
      b0 += b * t0;
      b1 += b * t1;
      b2 += b * t2;
      b3 += b * t3;
    }
    for (const [j, value] of [a0, a1, a2, a3].entries()) sums[k + j] = (sums[k + j] ?? 0) + value;
    for (const [j, value] of [b0, b1, b2, b3].entries()) sums[count + k + j] = (sums[count + k + j] ?? 0) + value;
  }
  for (let k = whole; k < count; k++) {
    let [a, b] = [0, 0];
    for (let n = 0; n < width; n++) {
      a += (from[start + n] ?? 0) * (table[k * width + n] ?? 0);
      b += (from[next + n] ?? 0) * (table[k * width + n] ?? 0);
    }
    sums[k] = (sums[k] ?? 0) + a;
    sums[count + k] = (sums[count + k] ?? 0) + b;
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
