import type { OpName } from '../src/ops/registry.ts';
import { greatest, type Input } from './inputs.ts';

/** Half a unit in the last place of a float32 number in [1, 2). */
const EPSILON = 2 ** -24;

/** The greatest sum of products in an op: how many, and which buffers' numbers are multiplied. */
interface Sum {
  readonly terms: (sizes: Readonly<Record<string, number>>) => number;
  readonly factors: readonly string[];
}

/**
 * Ops that sum. The partial sums of K products with random signs, each at most P, are about √K · P, and each addition
 * rounds by at most EPSILON of its partial sum; the K errors are random too, so that together they come to about
 * EPSILON · K · P / 2 at worst and far less in the mean. 4 · EPSILON · √K · P holds for kernels that keep several
 * partial sums as well as for those that keep one, and a lost, doubled or misplaced product of ordinary size (P / 10)
 * is 10⁴ times as large.
 */
const sums: Partial<Record<OpName, Sum>> = {
  affine_forward: { terms: ({ K = 0 }) => K, factors: ['x', 'w'] },
  affine_backward_input: { terms: ({ N = 0 }) => N, factors: ['dy', 'w'] },
  affine_backward_weight: { terms: ({ M = 0 }) => M, factors: ['x', 'dy'] },
  column_sum: { terms: ({ M = 0 }) => M, factors: ['x'] },
  convolution_forward: { terms: ({ R = 0, S = 0, C = 0 }) => R * S * C, factors: ['x', 'w'] },
  convolution_backward_input: { terms: ({ R = 0, S = 0, F = 0 }) => R * S * F, factors: ['dy', 'w'] },
  convolution_backward_weight: { terms: ({ N = 0, P = 0, Q = 0 }) => N * P * Q, factors: ['x', 'dy'] },
  convolution_backward_bias: { terms: ({ N = 0, P = 0, Q = 0 }) => N * P * Q, factors: ['dy'] },
  batch_norm_forward: { terms: ({ N = 0, P = 0 }) => N * P, factors: ['x', 'x'] },
  batch_norm_backward: { terms: ({ N = 0, P = 0 }) => N * P, factors: ['x', 'dy'] },
  average_pool_forward: { terms: ({ M = 0 }) => M, factors: ['x'] },
  word_embedding_backward: { terms: () => 200, factors: ['dx'] },
  rnn_step_forward: { terms: ({ H = 0 }) => H, factors: ['hs', 'wh'] },
  rnn_step_backward: { terms: ({ H = 0 }) => H, factors: ['da', 'wh'] },
  lstm_step_forward: { terms: ({ H = 0 }) => H, factors: ['hs', 'wh'] },
  lstm_step_backward: { terms: ({ H = 0 }) => 4 * H, factors: ['da', 'wh'] },
  square_sum: { terms: ({ Q = 0 }) => Math.ceil(Q / 256), factors: ['x', 'x'] },
};

/** How much the rounding of a sum grows with its terms, in units of EPSILON · P. */
export type Rounding = (terms: number) => number;

/** For the tests' sizes, up to about 500 terms. */
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
