import type { runningAverage as op } from '../ops/running_average.ts';
import type { Twin } from './twin.ts';

export const runningAverage: Twin<typeof op> = ({ Q, share }, { x, halted, average }) => {
  if (halted[0] === 1) return;
  for (let q = 0; q < Q; q++) average[q] = (average[q] ?? 0) + share * ((x[q] ?? 0) - (average[q] ?? 0));
};
