import type { sigmoid as op } from '../ops/sigmoid.ts';
import { sigmoidOf } from './activations.ts';
import type { Twin } from './twin.ts';

export const sigmoid: Twin<typeof op> = ({ Q }, { x, y }) => {
  for (let q = 0; q < Q; q++) y[q] = sigmoidOf(x[q] ?? 0);
};
