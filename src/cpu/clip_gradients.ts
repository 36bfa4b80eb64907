import type { clipGradients as op } from '../ops/clip_gradients.ts';
import type { Twin } from './twin.ts';

export const clipGradients: Twin<typeof op> = ({ Q, greatest_norm, greatest_value }, { norm, dw }, flags) => {
  const length = norm?.[0] ?? 0;
  const scale = length > greatest_norm ? greatest_norm / length : 1;
  const bound = flags.includes('by_value') ? greatest_value : Number.POSITIVE_INFINITY;
  for (let q = 0; q < Q; q++) dw[q] = Math.min(bound, Math.max(-bound, scale * (dw[q] ?? 0)));
};
