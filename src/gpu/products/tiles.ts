/** Tiles of registers, each thread by itself: for software adapters. */
export interface RegisterTile {
  readonly algorithm: 'register_tile';
  readonly threads: readonly [x: number, y: number];
  /** Whether the four lanes of a subgroup load their common lines together. */
  readonly shareRows: boolean;
}

/** Tiles in workgroup memory: for GPUs. */
export interface WorkgroupTile {
  readonly algorithm: 'workgroup_tile';
  /** Values of the product that a workgroup computes. */
  readonly rows: number;
  readonly columns: number;
  /** Terms of the sum a stage. */
  readonly depth: number;
  /** Values that a thread computes: 4 or 8 either way. */
  readonly thread: readonly [rows: number, columns: number];
}

/** The sum divided among the threads of a workgroup: for GPUs, where there are few rows. */
export interface SharedSum {
  readonly algorithm: 'shared_sum';
  readonly rows: number;
  readonly columns: number;
  readonly slices: number;
  /** Terms that a slice takes of each stage. */
  readonly depth: number;
}

export type ProductTile = RegisterTile | WorkgroupTile | SharedSum;

/**
 * The variants of a product by name; a further tile size is a further row. Those of workgroups stay within the limits that
 * every device has: 256 threads and 16 KiB of workgroup memory. Each thread loads one or two quads of a factor a stage.
 */
export const productTiles = {
  plain: { algorithm: 'register_tile', threads: [8, 4], shareRows: false },
  shared_rows: { algorithm: 'register_tile', threads: [8, 1], shareRows: true },
  tile_32: { algorithm: 'workgroup_tile', rows: 32, columns: 32, depth: 16, thread: [4, 4] },
  tile_64: { algorithm: 'workgroup_tile', rows: 64, columns: 64, depth: 8, thread: [4, 8] },
  tile_128: { algorithm: 'workgroup_tile', rows: 128, columns: 64, depth: 8, thread: [8, 8] },
  sum_8x32: { algorithm: 'shared_sum', rows: 8, columns: 32, slices: 16, depth: 4 },
  sum_16x32: { algorithm: 'shared_sum', rows: 16, columns: 32, slices: 8, depth: 4 },
  sum_32x8: { algorithm: 'shared_sum', rows: 32, columns: 8, slices: 8, depth: 4 },
  sum_32x16: { algorithm: 'shared_sum', rows: 32, columns: 16, slices: 8, depth: 4 },
  sum_32x32: { algorithm: 'shared_sum', rows: 32, columns: 32, slices: 4, depth: 8 },
} as const satisfies Record<string, ProductTile>;
