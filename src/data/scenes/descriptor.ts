import { COLOUR_NAMES, FIRST_HUE } from './colour_names.ts';
import { fitPicture } from './fit_picture.ts';
import type { Picture } from './raster.ts';
import { findRegions, nameColours, type Region, SIDE, STRIDE } from './regions.ts';
import { shapeMoments } from './shape_moments.ts';
import { orientedGradients, outline, pool, silhouette } from './silhouette.ts';

const NAMES = COLOUR_NAMES.length;
/** Grids of the spatial pyramid. */
const PYRAMID = [1, 2, 3];
/** Regions described, the largest first. */
const REGIONS = 3;

/**
 * The parts of a descriptor, in order. A raw number r becomes (r − mean) · scale. Both are constants, measured once on
 * scenes and rounded, so that the whole vector has about mean 0 and mean square 1 there; the colour and form of the
 * largest region are written larger than the rest.
 */
const PARTS = [
  { name: 'colour name pyramid', length: 154, mean: 0.13, scale: 3 },
  { name: 'colour names of the regions', length: 33, mean: 0.06, scale: 4 },
  { name: 'places of the regions', length: 15, mean: 0.1, scale: 3 },
  { name: 'silhouette of the largest', length: 100, mean: 0.6, scale: 2.5 },
  { name: 'oriented gradients of the largest', length: 128, mean: 0.2, scale: 3 },
  { name: 'silhouettes of the next two', length: 50, mean: 0.25, scale: 2.5 },
  { name: 'moments of the regions', length: 24, mean: 0.25, scale: 3 },
  { name: 'number of regions', length: 4, mean: 0.25, scale: 2 },
  { name: 'background', length: 4, mean: 0.25, scale: 4 },
] as const;

/** Numbers of a descriptor. */
export const DESCRIPTOR_LENGTH = PARTS.reduce((sum, { length }) => sum + length, 0);

/**
 * Describes a picture of any size by 512 numbers computed from its pixels: histograms of colour names over a spatial
 * pyramid (van de Weijer et al. 2009; Lazebnik, Schmid and Ponce 2006), and for the regions that stand before the
 * background colour, place, silhouette, oriented gradients (Dalal and Triggs 2005) and moments (Hu 1962). No learned
 * weights, no randomness, and only arithmetic that every engine rounds alike.
 * @throws OptionError when the picture's bytes do not fit its size
 */
export function describePicture(picture: Picture): Float32Array<ArrayBuffer> {
  const rgba = picture.width === SIDE && picture.height === SIDE ? picture.rgba : fitPicture(picture);
  const names = nameColours(rgba);
  const regions = findRegions(names);
  const figures = regions.slice(0, REGIONS).map(describeRegion);
  const [main] = figures;
  const perRegion = (length: number, part: (figure: Figure) => ArrayLike<number>) =>
    Array.from({ length: REGIONS }, (_, rank) => {
      const figure = figures[rank];
      return figure ? Array.from(part(figure)) : new Array<number>(length).fill(0);
    });
  const raw: readonly ArrayLike<number>[] = [
    colourPyramid(names),
    perRegion(NAMES, ({ region }) => COLOUR_NAMES.map((_, name) => Number(name === region.name))).flat(),
    perRegion(5, ({ placement }) => placement).flat(),
    main ? pool(main.shares, 10) : new Float64Array(100),
    main ? orientedGradients(main.shares) : new Float64Array(128),
    perRegion(25, ({ shares }) => pool(shares, 5))
      .slice(1)
      .flat(),
    perRegion(8, ({ moments }) => moments).flat(),
    [0, 1, 2, 3].map((count) => Number(Math.min(regions.length, 3) === count)),
    background(names, regions),
  ];
  const descriptor = new Float32Array(DESCRIPTOR_LENGTH);
  let at = 0;
  PARTS.forEach(({ length, mean, scale }, part) => {
    const numbers = raw[part];
    for (let index = 0; index < length; index++) descriptor[at++] = ((numbers?.[index] ?? 0) - mean) * scale;
  });
  return descriptor;
}

interface Figure {
  readonly region: Region;
  /** Centre from the middle, box and root of the area, in sides of the picture. */
  readonly placement: readonly number[];
  readonly shares: Float64Array;
  readonly moments: readonly number[];
}

function describeRegion(region: Region): Figure {
  const lines = outline(region);
  const shares = silhouette(region, lines);
  const { x, y, width, height } = lines;
  const root = Math.sqrt(region.pixels.length);
  const placement = [x / SIDE - 0.5, y / SIDE - 0.5, width / SIDE, height / SIDE, root / SIDE];
  return { region, placement, shares, moments: shapeMoments(shares, lines) };
}

/** Roots of the shares of each colour name in each cell: (154). The root is Hellinger's: shares compare as vectors. */
function colourPyramid(names: Uint8Array): Float64Array {
  const cells = PYRAMID.reduce((sum, grid) => sum + grid * grid, 0);
  const pyramid = new Float64Array(cells * NAMES);
  let first = 0;
  for (const grid of PYRAMID) {
    const share = (grid * grid) / (SIDE * SIDE);
    for (let y = 0; y < SIDE; y++) {
      const row = Math.floor((y * grid) / SIDE) * grid;
      for (let x = 0; x < SIDE; x++) {
        const cell = first + row + Math.floor((x * grid) / SIDE);
        const at = cell * NAMES + (names[(y + 1) * STRIDE + x + 1] ?? 0);
        pyramid[at] = (pyramid[at] ?? 0) + share;
      }
    }
    first += grid * grid;
  }
  return pyramid.map(Math.sqrt);
}

/**
 * Shares of black, grey and white among the pixels of no region, and how often such a pixel's name differs from its
 * right neighbour's: much on stripes, little on a plain ground.
 */
function background(names: Uint8Array, regions: readonly Region[]): number[] {
  const ground = names.slice();
  for (const { pixels } of regions) for (const pixel of pixels) ground[pixel] = NAMES;
  const counts = new Array<number>(NAMES + 1).fill(0);
  let changes = 0;
  for (let pixel = 0; pixel < ground.length; pixel++) {
    const name = ground[pixel] ?? NAMES;
    counts[name] = (counts[name] ?? 0) + 1;
    const next = ground[pixel + 1] ?? NAMES;
    if (name < FIRST_HUE && next < FIRST_HUE && name !== next) changes++;
  }
  const total = Math.max(1, ground.length - (counts[NAMES] ?? 0));
  return [...counts.slice(0, FIRST_HUE), 4 * changes].map((count) => count / total);
}
