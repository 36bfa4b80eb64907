import type { tanh as op } from '../ops/tanh.ts';
import { tanhOf } from './activations.ts';
import type { Twin } from './twin.ts';

export const tanh: Twin<typeof op> = ({ Q }, { x, y }) => {
  for (let q = 0; q < Q; q++) y[q] = tanhOf(x[q] ?? 0);
};
