import type { DeviceFacts, KnownSizes, Workgroups } from '../kernel.ts';
import { cover, sharedRow, type Tile, threadsOf, tiles } from '../tiles.ts';

/** Whether subgroups have four lanes, as the shared piece LANES needs them: the software adapter of Chromium. */
const fourLanes = ({ features, adapterInfo: { subgroupMinSize, subgroupMaxSize } }: DeviceFacts) =>
  features.has('subgroups') && subgroupMinSize === 4 && subgroupMaxSize === 4;

/** What the shaders ask of a variant, for one that uses nothing special. */
const none = { SHARE_ROWS: false, BLOCKS: false, SPLIT: false, WIDE: false };

/** What a product of matrices is made of. */
export interface Product<S> {
  readonly source: string;
  /** Tile of a thread that works alone. */
  readonly tile: Tile;
  /** Size of the result in values, or in what the tile counts instead. */
  readonly result: (sizes: S) => readonly [columns: number, rows: number];
  /** Which matrices are known to come in whole vec4s. */
  readonly fits: (known: KnownSizes) => Readonly<Record<string, boolean>>;
}

/**
 * Register tiles over a result of `columns` × `rows`: `plain`, and `shared_rows` where the four lanes of a subgroup load
 * the rows that they have in common together.
 */
export function registerTiles<S>({ source, tile, result, fits }: Product<S>) {
  const way = (shape: Tile, SHARE_ROWS: boolean) => ({
    source,
    defines: (known: KnownSizes) => ({ ...fits(known), ...none, SHARE_ROWS }),
    constants: () => threadsOf(shape),
    workgroups: (sizes: S): Workgroups => cover(shape, ...result(sizes)),
  });
  return {
    ...way(tile, false),
    variants: { shared_rows: { ...way(sharedRow(tile), true), offered: fourLanes } },
  };
}

/** The product as a workgroup computes it together; the shared piece BLOCK says how. */
function inBlocks<S>(
  { source, result, fits }: Product<S>,
  shape: Tile,
  kind: { SPLIT?: boolean; WIDE?: boolean } = {},
) {
  return {
    source,
    defines: (known: KnownSizes) => ({ ...fits(known), ...none, BLOCKS: true, ...kind }),
    constants: () => threadsOf(shape),
    workgroups: (sizes: S): Workgroups => cover(shape, ...result(sizes)),
    hardware: true,
  };
}

/** `block_64`: tiles in workgroup memory; `split`: the terms of the sum are shared out among the threads. */
export function blocks<S>(product: Product<S>) {
  return {
    block_64: inBlocks(product, tiles.block),
    split: inBlocks(product, tiles.split, { SPLIT: true }),
  };
}

/** A product of two matrices; `block_128` is for great ones. */
export function product<S>(source: string, result: Product<S>['result']) {
  const fits = ({ K = 1, N = 1 }: KnownSizes) => ({ K_VEC4: K % 4 === 0, N_VEC4: N % 4 === 0 });
  const matrices = { source, tile: tiles.product, result, fits };
  const { variants, ...plain } = registerTiles(matrices);
  const block_128 = inBlocks(matrices, tiles.wide, { WIDE: true });
  return { ...plain, variants: { ...variants, ...blocks(matrices), block_128 } };
}

/** One time step, with a row for each caption that is alive and a column for each unit. */
export function step(source: string) {
  const result = ({ rows, H }: { readonly rows: number; readonly H: number }) => [H, rows] as const;
  const product = { source, tile: tiles.step, result, fits: ({ H = 1 }: KnownSizes) => ({ H_VEC4: H % 4 === 0 }) };
  const { variants, ...plain } = registerTiles(product);
  return { ...plain, variants: { ...variants, ...blocks(product) } };
}
