import type { reluBackward as op } from '../ops/relu_backward.ts';
import type { Twin } from './twin.ts';

export const reluBackward: Twin<typeof op> = ({ Q }, { y, dy }) => {
  for (let i = 0; i < Q; i++) if ((y[i] ?? 0) <= 0) dy[i] = 0;
};
