import type { weightDecay as op } from '../ops/weight_decay.ts';
import type { Twin } from './twin.ts';

export const weightDecay: Twin<typeof op> = ({ Q, amount }, { halted, w }) => {
  if (halted[0]) return;
  for (let q = 0; q < Q; q++) w[q] = (w[q] ?? 0) - amount * (w[q] ?? 0);
};
