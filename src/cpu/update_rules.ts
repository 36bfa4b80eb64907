import type * as ops from '../ops/update_rules.ts';
import type { Twin } from './twin.ts';

export const sgd: Twin<typeof ops.sgd> = ({ Q, rate }, { dw, halted, w }) => {
  if (halted[0]) return;
  for (let q = 0; q < Q; q++) w[q] = (w[q] ?? 0) - rate * (dw[q] ?? 0);
};

export const sgdMomentum: Twin<typeof ops.sgdMomentum> = ({ Q, rate, momentum }, { dw, halted, w, v }) => {
  if (halted[0]) return;
  for (let q = 0; q < Q; q++) {
    const velocity = momentum * (v[q] ?? 0) - rate * (dw[q] ?? 0);
    v[q] = velocity;
    w[q] = (w[q] ?? 0) + velocity;
  }
};

export const rmsprop: Twin<typeof ops.rmsprop> = ({ Q, rate, decay, epsilon }, { dw, halted, w, v }) => {
  if (halted[0]) return;
  for (let q = 0; q < Q; q++) {
    const gradient = dw[q] ?? 0;
    const square = decay * (v[q] ?? 0) + (1 - decay) * gradient * gradient;
    v[q] = square;
    w[q] = (w[q] ?? 0) - (rate * gradient) / (Math.sqrt(square) + epsilon);
  }
};

export const adam: Twin<typeof ops.adam> = (
  { Q, rate, beta1, beta2, epsilon, correction1, correction2 },
  { dw, halted, w, m, v },
) => {
  if (halted[0]) return;
  for (let q = 0; q < Q; q++) {
    const gradient = dw[q] ?? 0;
    const mean = beta1 * (m[q] ?? 0) + (1 - beta1) * gradient;
    const square = beta2 * (v[q] ?? 0) + (1 - beta2) * gradient * gradient;
    m[q] = mean;
    v[q] = square;
    w[q] = (w[q] ?? 0) - (rate * (mean / correction1)) / (Math.sqrt(square / correction2) + epsilon);
  }
};
