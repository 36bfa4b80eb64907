import { type Region, SIDE, STRIDE } from './regions.ts';

/** Cells per side of a silhouette. */
export const CELLS = 20;
/** Orientation bins, over half a turn: a silhouette's edge has no sign that matters. */
export const ORIENTATIONS = 8;
const BLOCKS = 4;

/** Outline box and moments of a region. */
export interface Outline {
  /** Centre of mass and box, in pixels of the 64 × 64 picture. */
  readonly x: number;
  readonly y: number;
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** The outline of a region, which must not be empty. */
export function outline(region: Region): Outline {
  let [left, right, top, bottom] = [SIDE, 0, SIDE, 0];
  let [sumX, sumY] = [0, 0];
  for (const pixel of region.pixels) {
    const [x, y] = place(pixel);
    left = Math.min(left, x);
    right = Math.max(right, x);
    top = Math.min(top, y);
    bottom = Math.max(bottom, y);
    sumX += x;
    sumY += y;
  }
  const area = region.pixels.length;
  const half = 0.5;
  return { x: sumX / area + half, y: sumY / area + half, left, top, width: right - left + 1, height: bottom - top + 1 };
}

/**
 * The region in its own square frame, (20, 20) shares of each cell that it covers: place and size are removed, so
 * that a figure looks the same wherever it is drawn.
 */
export function silhouette(region: Region, { left, top, width, height }: Outline): Float64Array {
  const side = Math.max(width, height);
  const columns = overlaps((side - width) / 2, width, CELLS / side);
  const rows = overlaps((side - height) / 2, height, CELLS / side);
  const shares = new Float64Array(CELLS * CELLS);
  for (const pixel of region.pixels) {
    const [x, y] = place(pixel);
    const across = columns[x - left] ?? [];
    const down = rows[y - top] ?? [];
    for (let row = 0; row < down.length; row += 2) {
      for (let column = 0; column < across.length; column += 2) {
        const at = (down[row] ?? 0) * CELLS + (across[column] ?? 0);
        shares[at] = (shares[at] ?? 0) + (down[row + 1] ?? 0) * (across[column + 1] ?? 0);
      }
    }
  }
  return shares;
}

/** Mean of the silhouette over `grid` × `grid` cells; `grid` divides 20. */
export function pool(shares: Float64Array, grid: number): Float64Array {
  const step = CELLS / grid;
  const pooled = new Float64Array(grid * grid);
  for (let row = 0; row < CELLS; row++) {
    const first = Math.floor(row / step) * grid;
    for (let column = 0; column < CELLS; column++) {
      const cell = first + Math.floor(column / step);
      pooled[cell] = (pooled[cell] ?? 0) + (shares[row * CELLS + column] ?? 0) / (step * step);
    }
  }
  return pooled;
}

/** cos and sin of 22.5° · k, k = 0 … 7. */
const DIRECTIONS: readonly (readonly [number, number])[] = [
  [1, 0],
  [0.9238795325112867, 0.3826834323650898],
  [Math.SQRT1_2, Math.SQRT1_2],
  [0.3826834323650898, 0.9238795325112867],
  [0, 1],
  [-0.3826834323650898, 0.9238795325112867],
  [-Math.SQRT1_2, Math.SQRT1_2],
  [-0.9238795325112867, 0.3826834323650898],
];
/** cos 22.5°: projection of a neighbouring direction, where votes end. */
const NEXT_DIRECTION = 0.9238795325112867;

/**
 * Histograms of oriented gradients of the silhouette: 4 × 4 blocks of 5 × 5 cells, 8 unsigned orientations, (128),
 * each block normalised to length ≤ 1. Dalal and Triggs, "Histograms of oriented gradients for human detection" (2005).
 * A gradient votes for the directions within 22.5° by its projection, which needs no arc tangent.
 */
export function orientedGradients(shares: Float64Array): Float64Array {
  const histogram = new Float64Array(BLOCKS * BLOCKS * ORIENTATIONS);
  const size = CELLS / BLOCKS;
  const share = (row: number, column: number) =>
    row < 0 || column < 0 || row >= CELLS || column >= CELLS ? 0 : (shares[row * CELLS + column] ?? 0);
  for (let row = 0; row < CELLS; row++) {
    for (let column = 0; column < CELLS; column++) {
      const across = share(row, column + 1) - share(row, column - 1);
      const down = share(row + 1, column) - share(row - 1, column);
      if (across === 0 && down === 0) continue;
      const magnitude = Math.sqrt(across * across + down * down);
      const block = (Math.floor(row / size) * BLOCKS + Math.floor(column / size)) * ORIENTATIONS;
      DIRECTIONS.forEach(([x, y], bin) => {
        const vote = Math.abs(across * x + down * y) - NEXT_DIRECTION * magnitude;
        if (vote > 0) histogram[block + bin] = (histogram[block + bin] ?? 0) + vote / (1 - NEXT_DIRECTION);
      });
    }
  }
  for (let block = 0; block < histogram.length; block += ORIENTATIONS) {
    normalise(histogram.subarray(block, block + ORIENTATIONS));
  }
  return histogram;
}

/** The floor keeps a block with a single weak edge from being amplified. */
function normalise(block: Float64Array): void {
  const floor = 0.5;
  const length = Math.sqrt(block.reduce((sum, vote) => sum + vote * vote, floor * floor));
  block.forEach((vote, bin) => {
    block[bin] = vote / length;
  });
}

/** Column and row of a place in the name map. */
function place(pixel: number): readonly [number, number] {
  return [(pixel % STRIDE) - 1, Math.floor(pixel / STRIDE) - 1];
}

/**
 * For each of `length` pixels in a row, the first `margin` pixels from the frame's edge: the cells it lies in, each with
 * the share of the cell that it covers, in turn. A pixel is `cell` cells wide.
 */
function overlaps(margin: number, length: number, cell: number): number[][] {
  return Array.from({ length }, (_, pixel) => {
    const start = (margin + pixel) * cell;
    const end = start + cell;
    const found: number[] = [];
    for (let index = Math.floor(start); index < CELLS && index < end; index++) {
      const covered = Math.min(index + 1, end) - Math.max(index, start);
      if (covered > 0) found.push(index, covered);
    }
    return found;
  });
}
