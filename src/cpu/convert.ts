import type { convert as op } from '../ops/convert.ts';
import type { Twin } from './twin.ts';

export const convert: Twin<typeof op> = ({ Q }, { x, y }) => {
  y.set(x.subarray(0, Q));
};
