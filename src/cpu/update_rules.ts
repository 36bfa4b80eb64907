import type * as ops from '../ops/update_rules.ts';
import type { Floats, NumbersOf, Twin } from './twin.ts';

/** 0 where a number is finite once it is stored in such an array, else NaN. */
function faultOf(faults: Floats, number: number): number {
  return Number.isFinite(faults instanceof Float32Array ? Math.fround(number) : number) ? 0 : Number.NaN;
}

/** What all rules have in common. */
type Common = typeof ops.sgd;

/** The clipped gradient of a gradient. */
function clipping(
  { greatest_norm, greatest_value }: NumbersOf<Common>,
  norm: Floats | undefined,
  flags: readonly string[],
): (gradient: number) => number {
  const length = norm?.[0] ?? 0;
  const scale = length > greatest_norm ? greatest_norm / length : 1;
  const bound = flags.includes('by_value') ? greatest_value : Number.POSITIVE_INFINITY;
  return (gradient) => Math.min(bound, Math.max(-bound, scale * gradient));
}

/**
 * One step of a rule.
 * @param changeOf what weight q loses by its clipped gradient; it stores the rule's moments, unless `faults` are given: then
 * the change is NaN where one of these is not finite
 */
function update(
  sizes: NumbersOf<Common>,
  { halted, norm, faults, dw, w }: Parameters<Twin<Common>>[1],
  flags: Parameters<Twin<Common>>[2],
  changeOf: (q: number, gradient: number) => number,
): void {
  const { Q, decaying, weight_decay } = sizes;
  const clipped = clipping(sizes, norm, flags);
  for (let q = 0; q < Q && !halted[0]; q++) {
    const weight = w[q] ?? 0;
    const change = changeOf(q, clipped(dw[q] ?? 0));
    if (faults) faults[q] = faultOf(faults, Math.abs(weight) + Math.abs(change));
    else w[q] = weight - (q < decaying ? weight_decay * weight : 0) - change;
  }
  if (!faults) dw.fill(0, 0, Q);
}

export const sgd: Twin<typeof ops.sgd> = (sizes, arrays, flags) => {
  update(sizes, arrays, flags, (_, gradient) => sizes.rate * gradient);
};

export const sgdMomentum: Twin<typeof ops.sgdMomentum> = (sizes, arrays, flags) => {
  const { rate, momentum } = sizes;
  const { faults, v } = arrays;
  update(sizes, arrays, flags, (q, gradient) => {
    const velocity = momentum * (v[q] ?? 0) - rate * gradient;
    if (!faults) v[q] = velocity;
    return -velocity;
  });
};

export const rmsprop: Twin<typeof ops.rmsprop> = (sizes, arrays, flags) => {
  const { rate, decay, epsilon } = sizes;
  const { faults, v } = arrays;
  update(sizes, arrays, flags, (q, gradient) => {
    const square = decay * (v[q] ?? 0) + (1 - decay) * gradient * gradient;
    const root = Math.sqrt(square);
    const change = (rate * gradient) / (root + epsilon);
    if (faults) return change + faultOf(faults, root);
    v[q] = square;
    return change;
  });
};

export const adam: Twin<typeof ops.adam> = (sizes, arrays, flags) => {
  const { rate, beta1, beta2, epsilon, correction1, correction2 } = sizes;
  const { faults, m, v } = arrays;
  update(sizes, arrays, flags, (q, gradient) => {
    const mean = beta1 * (m[q] ?? 0) + (1 - beta1) * gradient;
    const square = beta2 * (v[q] ?? 0) + (1 - beta2) * gradient * gradient;
    const root = Math.sqrt(square / correction2);
    const change = (rate * (mean / correction1)) / (root + epsilon);
    if (faults) return change + faultOf(faults, root);
    m[q] = mean;
    v[q] = square;
    return change;
  });
};
