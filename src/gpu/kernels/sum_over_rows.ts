import sums from '../../../shaders/sums/sum_over_rows.wgsl?raw';
import type { Extent } from '../../ops/op.ts';
import { type KnownSizes, spread } from '../kernel.ts';
import { withPiece } from '../shader.ts';

/**
 * A kernel that sums over rows, but for its op. With its variant `slices` a thread has a quarter of the rows, and a large GPU
 * four times as many workgroups.
 * @param extents the dims that are rows and columns
 * @param quads what must be known to be a multiple of four for a thread to have a vec4 of columns
 */
export function sumOverRows(
  source: string,
  extents: readonly [rows: Extent, columns: string],
  quads: readonly string[],
) {
  const width = (known: KnownSizes) => (quads.every((name) => (known[name] ?? 1) % 4 === 0) ? 4 : 1);
  const way = (COLUMNS: number, SLICES: number) => ({
    source: withPiece(source, 'SUM_OVER_ROWS', sums),
    defines: (known: KnownSizes) => ({ VEC4: width(known) === 4 }),
    constants: () => ({ COLUMNS, SLICES }),
    workgroups: (sizes: KnownSizes, known: KnownSizes) =>
      spread(Math.ceil((sizes[extents[1]] ?? 0) / (COLUMNS * width(known)))),
  });
  return { ...way(16, 16), extents, variants: { slices: { ...way(4, 64), hardware: true } } };
}
