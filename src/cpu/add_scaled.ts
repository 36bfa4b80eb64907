import type { addScaled as op } from '../ops/add_scaled.ts';
import type { Twin } from './twin.ts';

export const addScaled: Twin<typeof op> = ({ Q, scale }, { x, y }) => {
  for (let i = 0; i < Q; i++) y[i] = (y[i] ?? 0) + scale * (x[i] ?? 0);
};
