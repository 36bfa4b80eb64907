import type { OpName } from '../src/ops/every_op.ts';
import { sums } from './cases.ts';
import { greatest, type Input } from './inputs.ts';

/** Half a unit in the last place of a float32 number in [1, 2). */
const EPSILON = 2 ** -24;

/** How much the rounding of a sum grows with its terms, in units of EPSILON · P. */
export type Rounding = (terms: number) => number;

/**
 * For the tests' sizes, up to about 500 terms. The partial sums of K products with random signs, each at most P, are about
 * √K · P, and each addition rounds by at most EPSILON of its partial sum; the K errors are random too, so that together they
 * come to about EPSILON · K · P / 2 at worst and far less in the mean. 4 · EPSILON · √K · P holds for kernels that keep several
 * partial sums as well as for those that keep one, and a lost, doubled or misplaced product of ordinary size (P / 10) is 10⁴
 * times as large.
 */
export const testRounding: Rounding = (terms) => 4 * Math.sqrt(terms);

/**
 * For sums of thousands of terms, millions of which are compared at once: one running sum of K random products errs by
 * about 0.04 · EPSILON · K · P, and six times that is not met by chance. A lost product is still 10³ times as large.
 */
export const longRounding: Rounding = (terms) => Math.max(testRounding(terms), 0.25 * terms);

/**
 * How far a float32 kernel may be from the float64 reference: pointwise 1e-6 + 1e-5 · |reference|, and for sums of K
 * products of magnitude up to P in addition 4 · EPSILON · √K · P.
 */
export function toleranceOf(
  op: OpName,
  sizes: Readonly<Record<string, number>>,
  inputs: readonly Input[],
  growth: Rounding = testRounding,
): (reference: number) => number {
  const sum = sums[op];
  const product = sum?.factors.reduce((most, name) => most * greatest(inputs, name), 1) ?? 0;
  const rounding = sum ? EPSILON * growth(sum.terms(sizes)) * product : 0;
  return (reference) => 1e-6 + rounding + 1e-5 * Math.abs(reference);
}

/**
 * For what is then kept in half precision: a number within the tolerance may lie on the other side of a tie, and WGSL lets
 * a device round to either neighbour, so that two halves differ by a step, 2⁻¹⁰ of the number at most, 2⁻²⁴ at least.
 */
export function halfTolerance(tolerance: (reference: number) => number): (reference: number) => number {
  return (reference) => tolerance(reference) + 2 ** -10 * Math.abs(reference) + 2 ** -24;
}
