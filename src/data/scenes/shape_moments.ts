import type { Outline } from './silhouette.ts';
import { CELLS } from './silhouette.ts';

/**
 * Eight numbers that describe a shape, from its silhouette (20, 20): the first four invariants of Hu, "Visual pattern
 * recognition by moment invariants" (1962), as roots so that they have similar magnitudes, the shares of its box and of
 * its frame that it fills, how much wider than high it is, and how much of its middle is filled.
 */
export function shapeMoments(shares: Float64Array, { width, height }: Outline): number[] {
  const area = shares.reduce((sum, share) => sum + share, 0);
  const [x, y] = [moment(shares, 0, 0, 1, 0) / area, moment(shares, 0, 0, 0, 1) / area];
  // Scale-free central moments: order p + q is divided by area^(1 + (p + q) / 2).
  const second = area * area;
  const third = second * Math.sqrt(area);
  const n20 = moment(shares, x, y, 2, 0) / second;
  const n02 = moment(shares, x, y, 0, 2) / second;
  const n11 = moment(shares, x, y, 1, 1) / second;
  const n30 = moment(shares, x, y, 3, 0) / third;
  const n21 = moment(shares, x, y, 2, 1) / third;
  const n12 = moment(shares, x, y, 1, 2) / third;
  const n03 = moment(shares, x, y, 0, 3) / third;
  // The factors scale all eight to a spread of a few tenths.
  return [
    4 * (n20 + n02) - 0.5,
    10 * length(n20 - n02, 2 * n11),
    10 * length(n30 - 3 * n12, 3 * n21 - n03),
    60 * length(n30 + n12, n21 + n03),
    (area * Math.max(width, height)) / (CELLS * CELLS * Math.min(width, height)),
    area / (CELLS * CELLS),
    (width - height) / Math.max(width, height),
    middle(shares),
  ];
}

function moment(shares: Float64Array, x: number, y: number, p: number, q: number): number {
  let sum = 0;
  for (let row = 0; row < CELLS; row++) {
    for (let column = 0; column < CELLS; column++) {
      sum += (shares[row * CELLS + column] ?? 0) * power(column + 0.5 - x, p) * power(row + 0.5 - y, q);
    }
  }
  return sum;
}

/** Mean of the sixteen cells in the middle. */
function middle(shares: Float64Array): number {
  const first = CELLS / 2 - 2;
  let sum = 0;
  for (let row = first; row < first + 4; row++) {
    for (let column = first; column < first + 4; column++) sum += shares[row * CELLS + column] ?? 0;
  }
  return sum / 16;
}

/** By multiplication: `Math.pow` may differ in its last bit from engine to engine. */
function power(base: number, exponent: number): number {
  let product = 1;
  for (let count = 0; count < exponent; count++) product *= base;
  return product;
}

function length(a: number, b: number): number {
  return Math.sqrt(a * a + b * b);
}
