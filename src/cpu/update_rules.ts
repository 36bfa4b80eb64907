import type * as ops from '../ops/update_rules.ts';
import type { Floats, Twin } from './twin.ts';

/** 0 where all numbers are finite once they are stored in such an array, else NaN. */
function faultOf(faults: Floats, ...numbers: readonly number[]): number {
  const stored = faults instanceof Float32Array ? numbers.map(Math.fround) : numbers;
  return stored.every(Number.isFinite) ? 0 : Number.NaN;
}

export const sgd: Twin<typeof ops.sgd> = ({ Q, rate }, { dw, halted, faults, w }) => {
  if (halted[0]) return;
  for (let q = 0; q < Q; q++) {
    const weight = w[q] ?? 0;
    const change = rate * (dw[q] ?? 0);
    if (faults) faults[q] = faultOf(faults, Math.abs(weight) + Math.abs(change));
    else w[q] = weight - change;
  }
};

export const sgdMomentum: Twin<typeof ops.sgdMomentum> = ({ Q, rate, momentum }, { dw, halted, faults, w, v }) => {
  if (halted[0]) return;
  for (let q = 0; q < Q; q++) {
    const weight = w[q] ?? 0;
    const velocity = momentum * (v[q] ?? 0) - rate * (dw[q] ?? 0);
    if (faults) {
      faults[q] = faultOf(faults, Math.abs(weight) + Math.abs(velocity));
    } else {
      v[q] = velocity;
      w[q] = weight + velocity;
    }
  }
};

export const rmsprop: Twin<typeof ops.rmsprop> = ({ Q, rate, decay, epsilon }, { dw, halted, faults, w, v }) => {
  if (halted[0]) return;
  for (let q = 0; q < Q; q++) {
    const weight = w[q] ?? 0;
    const gradient = dw[q] ?? 0;
    const square = decay * (v[q] ?? 0) + (1 - decay) * gradient * gradient;
    const root = Math.sqrt(square);
    const change = (rate * gradient) / (root + epsilon);
    if (faults) {
      faults[q] = faultOf(faults, root, Math.abs(weight) + Math.abs(change));
    } else {
      v[q] = square;
      w[q] = weight - change;
    }
  }
};

export const adam: Twin<typeof ops.adam> = (
  { Q, rate, beta1, beta2, epsilon, correction1, correction2 },
  { dw, halted, faults, w, m, v },
) => {
  if (halted[0]) return;
  for (let q = 0; q < Q; q++) {
    const weight = w[q] ?? 0;
    const gradient = dw[q] ?? 0;
    const mean = beta1 * (m[q] ?? 0) + (1 - beta1) * gradient;
    const square = beta2 * (v[q] ?? 0) + (1 - beta2) * gradient * gradient;
    const root = Math.sqrt(square / correction2);
    const change = (rate * (mean / correction1)) / (root + epsilon);
    if (faults) {
      faults[q] = faultOf(faults, root, Math.abs(weight) + Math.abs(change));
    } else {
      m[q] = mean;
      v[q] = square;
      w[q] = weight - change;
    }
  }
};
