import type { fill as op } from '../ops/fill.ts';
import type { Twin } from './twin.ts';

export const fill: Twin<typeof op> = ({ Q, value }, { x }) => {
  x.fill(value, 0, Q);
};
