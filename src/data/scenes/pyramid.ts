import { COLOUR_NAMES, FIRST_HUE } from './colour_names.ts';
import { type Region, SIDE, STRIDE } from './regions.ts';

const NAMES = COLOUR_NAMES.length;
const GRIDS = [1, 2, 3];

/** For each grid of the pyramid, the first number of every pixel's cell. */
const CELL_STARTS = GRIDS.map((grid, level) => {
  const earlier = GRIDS.slice(0, level).reduce((sum, other) => sum + other * other, 0);
  return Uint16Array.from({ length: SIDE * SIDE }, (_, pixel) => {
    const row = Math.floor((Math.floor(pixel / SIDE) * grid) / SIDE);
    const column = Math.floor(((pixel % SIDE) * grid) / SIDE);
    return (earlier + row * grid + column) * NAMES;
  });
});

/**
 * Square roots of the shares of the 11 colour names in the cells of 1 × 1, 2 × 2 and 3 × 3 grids: (154). A spatial pyramid
 * after Lazebnik, Schmid and Ponce, "Beyond bags of features" (2006); with roots, distances are Hellinger distances.
 */
export function colourPyramid(names: Uint8Array): Float64Array {
  const pyramid = new Float64Array(GRIDS.reduce((sum, grid) => sum + grid * grid, 0) * NAMES);
  GRIDS.forEach((grid, level) => {
    const starts = CELL_STARTS[level] ?? new Uint16Array();
    const share = (grid * grid) / (SIDE * SIDE);
    for (let y = 0; y < SIDE; y++) {
      for (let x = 0; x < SIDE; x++) {
        const at = (starts[y * SIDE + x] ?? 0) + (names[(y + 1) * STRIDE + x + 1] ?? 0);
        pyramid[at] = (pyramid[at] ?? 0) + share;
      }
    }
  });
  return pyramid.map(Math.sqrt);
}

/** Share of a region in each cell of a 3 × 3 grid over the picture: (9). */
export function layout({ pixels }: Region): number[] {
  const shares = new Array<number>(9).fill(0);
  for (const pixel of pixels) {
    const row = Math.floor(((Math.floor(pixel / STRIDE) - 1) * 3) / SIDE);
    const cell = row * 3 + Math.floor((((pixel % STRIDE) - 1) * 3) / SIDE);
    shares[cell] = (shares[cell] ?? 0) + 1 / pixels.length;
  }
  return shares;
}

/**
 * Shares of black, grey and white among the pixels of no region, and how often such a pixel's name differs from its
 * right neighbour's, four times: (4). Stripes and dots differ often, a plain background never.
 */
export function ground(names: Uint8Array, regions: readonly Region[]): number[] {
  const free = names.slice();
  for (const { pixels } of regions) for (const pixel of pixels) free[pixel] = NAMES;
  const counts = new Array<number>(NAMES + 1).fill(0);
  let changes = 0;
  for (let pixel = 0; pixel < free.length; pixel++) {
    const name = free[pixel] ?? NAMES;
    const next = free[pixel + 1] ?? NAMES;
    counts[name] = (counts[name] ?? 0) + 1;
    if (name < FIRST_HUE && next < FIRST_HUE && name !== next) changes++;
  }
  const total = Math.max(1, free.length - (counts[NAMES] ?? 0));
  return [...counts.slice(0, FIRST_HUE), 4 * changes].map((count) => count / total);
}
