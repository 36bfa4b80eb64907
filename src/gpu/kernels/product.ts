import type { DeviceFacts, KnownSizes, Workgroups } from '../kernel.ts';
import { cover, sharedRow, type Tile, threadsOf, tiles } from '../tiles.ts';

/** Whether subgroups have four lanes, as the shared piece LANES needs them: the software adapter of Chromium. */
const fourLanes = ({ features, adapterInfo: { subgroupMinSize, subgroupMaxSize } }: DeviceFacts) =>
  features.has('subgroups') && subgroupMinSize === 4 && subgroupMaxSize === 4;

/**
 * Register tiles over a result of `columns` × `rows`: `plain`, and `shared_rows` where the four lanes of a subgroup load
 * the rows that they have in common together.
 */
export function registerTiles<S>(
  source: string,
  tile: Tile,
  result: (sizes: S) => readonly [columns: number, rows: number],
  fits: (known: KnownSizes) => Readonly<Record<string, boolean>>,
) {
  const way = (shape: Tile, SHARE_ROWS: boolean) => ({
    source,
    defines: (known: KnownSizes) => ({ ...fits(known), SHARE_ROWS, BLOCKS: false }),
    constants: () => threadsOf(shape),
    workgroups: (sizes: S): Workgroups => cover(shape, ...result(sizes)),
  });
  return {
    ...way(tile, false),
    variants: { shared_rows: { ...way(sharedRow(tile), true), offered: fourLanes } },
  };
}

/** What a time step computes, in columns and rows. */
export const stepResult = ({ rows, H }: { readonly rows: number; readonly H: number }) => [H, rows] as const;

/** A product of matrices: register tiles, and `block_64`, tiles in workgroup memory. */
export function product<S>(source: string, result: (sizes: S) => readonly [columns: number, rows: number]) {
  const fits = ({ K = 1, N = 1 }: KnownSizes) => ({ K_VEC4: K % 4 === 0, N_VEC4: N % 4 === 0 });
  const { variants, ...plain } = registerTiles(source, tiles.product, result, fits);
  const block = {
    source,
    defines: (known: KnownSizes) => ({ ...fits(known), SHARE_ROWS: false, BLOCKS: true }),
    workgroups: (sizes: S): Workgroups => cover(tiles.block, ...result(sizes)),
    hardware: true,
  };
  return { ...plain, variants: { ...variants, block_64: block } };
}
