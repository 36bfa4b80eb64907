import type * as ops from '../ops/elementwise.ts';
import { sigmoidOf, tanhOf } from './activations.ts';
import type { Twin } from './twin.ts';

export const sigmoid: Twin<typeof ops.sigmoid> = ({ Q }, { x, y }) => {
  for (let q = 0; q < Q; q++) y[q] = sigmoidOf(x[q] ?? 0);
};

export const tanh: Twin<typeof ops.tanh> = ({ Q }, { x, y }) => {
  for (let q = 0; q < Q; q++) y[q] = tanhOf(x[q] ?? 0);
};

export const fill: Twin<typeof ops.fill> = ({ Q, value }, { x }) => {
  x.fill(value, 0, Q);
};

export const convert: Twin<typeof ops.convert> = ({ Q }, { x, y }) => {
  y.set(x.subarray(0, Q));
};

export const addScaled: Twin<typeof ops.addScaled> = ({ Q, scale }, { x, y }) => {
  for (let i = 0; i < Q; i++) y[i] = (y[i] ?? 0) + scale * (x[i] ?? 0);
};

export const clamp: Twin<typeof ops.clamp> = ({ Q, greatest }, { x }) => {
  for (let i = 0; i < Q; i++) x[i] = Math.min(greatest, Math.max(-greatest, x[i] ?? 0));
};

export const reluBackward: Twin<typeof ops.reluBackward> = ({ Q }, { y, dy }) => {
  for (let i = 0; i < Q; i++) if ((y[i] ?? 0) <= 0) dy[i] = 0;
};
