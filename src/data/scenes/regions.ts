import { COLOUR_NAMES, colourName, FIRST_HUE } from './colour_names.ts';

/** Side of the square to which every picture is scaled before it is described. */
export const SIDE = 64;
/** Name maps have a margin of one pixel, so that every pixel of the picture has four neighbours. */
export const STRIDE = SIDE + 2;
const NEIGHBOURS = [-STRIDE, -1, 1, STRIDE];
/** From a pixel to the first pixel of the four 2 × 2 blocks that it is in. */
const BLOCKS = [-STRIDE - 1, -STRIDE, -1, 0];
/** The margin has no colour name. */
const NOWHERE = COLOUR_NAMES.length;
/** A border name without hue belongs to the background from this share of the frame on (stripes and dots have two). */
const BACKGROUND_SHARE = 0.04;
const FRAME = 3;
/** Patches with fewer inner pixels are specks, or bits of an edge. */
const SMALLEST_CORE = 10;

/** A connected patch of one colour name. */
export interface Region {
  /** Index of its colour name. */
  readonly name: number;
  /** Its pixels, as places in the name map. */
  readonly pixels: readonly number[];
}

/** Map (66 × 66) of the colour names of a 64 × 64 picture, four bytes a pixel. Pixel (x, y) is at (y + 1) · 66 + x + 1. */
export function nameColours(rgba: ArrayLike<number>): Uint8Array {
  const names = new Uint8Array(STRIDE * STRIDE).fill(NOWHERE);
  let at = 0;
  for (let y = 0; y < SIDE; y++) {
    for (let x = 0; x < SIDE; x++, at += 4) {
      names[(y + 1) * STRIDE + x + 1] = colourName(rgba[at] ?? 0, rgba[at + 1] ?? 0, rgba[at + 2] ?? 0);
    }
  }
  return names;
}

/**
 * Patches of one colour name in front of the background, the largest first. The background is what the frame of
 * the picture shows: the boundary prior of Wei, Wen, Zhu and Sun, "Geodesic saliency using background priors" (2012).
 */
export function findRegions(names: Uint8Array): Region[] {
  const background = backgroundNames(names);
  const isFigure = (pixel: number) => !background[names[pixel] ?? NOWHERE];
  // Antialiased edges take a colour of their own, one pixel wide. Patches are found without edges; edges join later.
  const isCore = (pixel: number) => isFigure(pixel) && BLOCKS.some((block) => isUniform(names, pixel + block));
  const taken = new Uint8Array(names.length);
  const regions: { name: number; pixels: number[] }[] = [];
  for (let pixel = STRIDE; pixel < names.length - STRIDE; pixel++) {
    if (taken[pixel] || !isCore(pixel)) continue;
    const name = names[pixel] ?? NOWHERE;
    const pixels = spread([pixel], taken, (other) => names[other] === name && isCore(other));
    if (pixels.length >= SMALLEST_CORE) regions.push({ name, pixels });
  }
  // The sort is stable: patches of one size stay in reading order, in every engine.
  regions.sort((a, b) => b.pixels.length - a.pixels.length);
  for (const { pixels } of regions) addEdge(pixels, taken, isFigure);
  return regions;
}

/** For every colour name, the margin's too, whether it is background. */
function backgroundNames(names: Uint8Array): boolean[] {
  const counts = COLOUR_NAMES.map(() => 0);
  let total = 0;
  for (let y = 0; y < SIDE; y++) {
    for (let x = 0; x < SIDE; x++) {
      if (Math.min(x, y, SIDE - 1 - x, SIDE - 1 - y) >= FRAME) continue;
      const name = names[(y + 1) * STRIDE + x + 1] ?? 0;
      counts[name] = (counts[name] ?? 0) + 1;
      total++;
    }
  }
  const most = Math.max(...counts);
  const known = counts.map((count, name) => count === most || (name < FIRST_HUE && count > BACKGROUND_SHARE * total));
  return [...known, true];
}

/** Whether the 2 × 2 block that begins at `first` has one colour name. */
function isUniform(names: Uint8Array, first: number): boolean {
  const name = names[first];
  return names[first + 1] === name && names[first + STRIDE] === name && names[first + STRIDE + 1] === name;
}

/** All accepted pixels that can be reached from the given ones; each is marked as taken. */
function spread(pixels: number[], taken: Uint8Array, accepts: (pixel: number) => boolean): number[] {
  for (const pixel of pixels) taken[pixel] = 1;
  // The list grows while it is walked: it is the queue of a breadth-first search.
  for (const pixel of pixels) {
    for (const step of NEIGHBOURS) {
      const other = pixel + step;
      if (taken[other] || !accepts(other)) continue;
      taken[other] = 1;
      pixels.push(other);
    }
  }
  return pixels;
}

/** Adds the free figure pixels that touch a core. */
function addEdge(pixels: number[], taken: Uint8Array, isFigure: (pixel: number) => boolean): void {
  for (const pixel of [...pixels]) {
    for (const step of NEIGHBOURS) {
      const other = pixel + step;
      if (taken[other] || !isFigure(other)) continue;
      taken[other] = 1;
      pixels.push(other);
    }
  }
}
