import type { Workgroups } from './kernel.ts';

/**
 * How a matrix that a kernel computes is cut: each thread keeps a tile of `columns` × `rows` values in registers, and a
 * workgroup has `threads` in the same two directions; those in the third, if there are, share the sum of a tile out. Rows
 * and columns are written out in the shader (arrays that are indexed would not stay in registers); threads are its
 * `override` constants.
 */
export interface Tile {
  readonly columns: number;
  readonly rows: number;
  readonly threads: readonly [x: number, y: number, z?: number];
}

/**
 * The tile of each shape of work. Software adapters care for what one thread does and hardly for how many make a
 * workgroup, beyond eight side by side; a GPU wants whole waves of 32 or 64.
 */
export const tiles = {
  /** Products of two matrices. */
  product: { columns: 8, rows: 8, threads: [8, 4] },
  /** A time step of a vanilla RNN, or the way back through one of an LSTM: as few rows as captions are alive. */
  step: { columns: 8, rows: 8, threads: [8, 4] },
  /** A time step of an LSTM; its columns are units, so that 4 × 4 are 4 × 16 gates. */
  units: { columns: 4, rows: 4, threads: [8, 4] },
  /** What workgroups compute together; the shared piece BLOCK is written for these numbers. */
  block: { columns: 4, rows: 4, threads: [16, 16, 1] },
  wide: { columns: 8, rows: 8, threads: [16, 16, 1] },
  split: { columns: 4, rows: 4, threads: [8, 4, 8] },
} as const satisfies Record<string, Tile>;

/** The tile's values for the shader's `override` constants. */
export function threadsOf({ threads: [x, y, z] }: Tile): Readonly<Record<string, number>> {
  return { THREADS_X: x, THREADS_Y: y, ...(z && { THREADS_Z: z }) };
}

/** The tile with one row of threads a workgroup, all of which work on the same rows. */
export function sharedRow(tile: Tile): Tile {
  return { ...tile, threads: [8, 1] };
}

/** Workgroups that cover a matrix of `columns` × `rows` with tiles. */
export function cover(tile: Tile, columns: number, rows: number): Workgroups {
  const [x, y] = tile.threads;
  return [Math.ceil(columns / (tile.columns * x)), Math.ceil(rows / (tile.rows * y)), 1];
}
