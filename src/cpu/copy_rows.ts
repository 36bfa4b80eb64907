import type { copyRows as op } from '../ops/copy_rows.ts';
import type { Twin } from './twin.ts';

export const copyRows: Twin<typeof op> = ({ M, W, first, source, out }, { rows, x }) => {
  for (let m = 0; m < M; m++) {
    const start = (source + (rows[first + m] ?? 0)) * W;
    x.copyWithin((out + m) * W, start, start + W);
  }
};
