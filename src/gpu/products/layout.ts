import type { ProductTile } from './tiles.ts';

/** What an algorithm makes of a tile: what a workgroup covers, how far a stage goes, and its `override` constants. */
export interface Layout {
  /** Rows and columns of the product that a workgroup computes. */
  readonly rows: number;
  readonly columns: number;
  /** Terms of the sum that are fetched together: a sum of another length has a tail. */
  readonly stage: number;
  readonly constants: Readonly<Record<string, number>>;
}

/** Columns that a thread of a register tile computes for each quad that is stored at once, and its rows. */
const REGISTER_COLUMNS = { 1: 8, 4: 16 };
const REGISTER_ROWS = { 1: 8, 4: 4 };

/**
 * @param storeQuads quads of a row that the product's shader stores at once
 * @param columns of the product, where they are known: threads of a register tile that would have none go over more rows
 */
export function layoutOf(tile: ProductTile, storeQuads: 1 | 4, columns = Number.NaN): Layout {
  switch (tile.algorithm) {
    case 'register_tile': {
      const [x, y] = tile.shareRows ? tile.threads : narrowed(tile.threads, columns / REGISTER_COLUMNS[storeQuads]);
      return {
        rows: y * REGISTER_ROWS[storeQuads],
        columns: x * REGISTER_COLUMNS[storeQuads],
        stage: 4,
        constants: { THREADS_X: x, THREADS_Y: y },
      };
    }
    case 'workgroup_tile': {
      const { rows, columns, depth, thread } = tile;
      const threads = (rows / thread[0]) * (columns / thread[1]);
      const constants = {
        THREAD_ROWS: thread[0],
        THREAD_COLUMNS: thread[1],
        ...stageOf(rows, columns, depth, threads),
      };
      return { rows, columns, stage: depth, constants };
    }
    case 'shared_sum': {
      const { rows, columns, slices } = tile;
      const depth = slices * tile.depth;
      const shared = Math.max(depth * (rows + columns), slices * rows * columns);
      const stage = stageOf(rows, columns, depth, slices * (rows / 4) * (columns / 4));
      return {
        rows,
        columns,
        stage: depth,
        constants: { SLICES: slices, SLICE_DEPTH: tile.depth, SHARED: shared, ...stage },
      };
    }
  }
}

/** The same number of threads, half as many in a row as long as half of them are enough. */
function narrowed([x, y]: readonly [number, number], enough: number): readonly [number, number] {
  return x > 1 && x / 2 >= enough ? narrowed([x / 2, 2 * y], enough) : [x, y];
}

/** What both algorithms with stages have in common. */
function stageOf(rows: number, columns: number, depth: number, threads: number) {
  return {
    TILE_ROWS: rows,
    TILE_COLUMNS: columns,
    DEPTH: depth,
    THREADS: threads,
    LEFT_QUADS: (rows * depth) / 4,
    RIGHT_QUADS: (columns * depth) / 4,
  };
}
