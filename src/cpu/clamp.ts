import type { clamp as op } from '../ops/clamp.ts';
import type { Twin } from './twin.ts';

export const clamp: Twin<typeof op> = ({ Q, greatest }, { x }) => {
  for (let i = 0; i < Q; i++) x[i] = Math.min(greatest, Math.max(-greatest, x[i] ?? 0));
};
