import type { Picture } from '../../picture.ts';
import { COLOUR_NAMES } from './colour_names.ts';
import { DESCRIPTOR_MEANS } from './descriptor_means.ts';
import { fitPicture } from './fit_picture.ts';
import { colourPyramid, ground, layout } from './pyramid.ts';
import { findRegions, nameColours, type Region, SIDE } from './regions.ts';
import { shapeMoments } from './shape_moments.ts';
import { type Outline, orientedGradients, outline, pool, silhouette } from './silhouette.ts';

/** A region with its outline and silhouette. */
interface Figure {
  readonly region: Region;
  readonly lines: Outline;
  readonly shares: Float64Array;
}

/** What the parts of a descriptor are computed from. */
interface View {
  readonly names: Uint8Array;
  readonly regions: readonly Region[];
  /** The largest three regions, or fewer. */
  readonly figures: readonly Figure[];
}

const FIGURES = 3;

/**
 * The parts of a descriptor, in order. A raw number r becomes (r − mean) · scale: the mean is its own, the scale that of
 * its part, so that the whole vector has mean 0 and mean square 1 over scenes, approximately. Both are constants: a picture's
 * descriptor does not depend on any other picture.
 */
export const PARTS: readonly {
  readonly name: string;
  readonly length: number;
  readonly scale: number;
  readonly numbers: (view: View) => ArrayLike<number>;
}[] = [
  { name: 'colour names over the picture', length: 154, scale: 5, numbers: ({ names }) => colourPyramid(names) },
  { name: 'colour names of the figures', length: 33, scale: 5, numbers: ofEach(0, 3, 11, colours) },
  { name: 'places of the figures', length: 15, scale: 8, numbers: ofEach(0, 3, 5, places) },
  { name: 'layout of the largest two', length: 18, scale: 8, numbers: ofEach(0, 2, 9, ({ region }) => layout(region)) },
  { name: 'silhouette of the largest', length: 100, scale: 3, numbers: ofEach(0, 1, 100, pooled(10)) },
  { name: 'oriented gradients of the largest', length: 128, scale: 5, numbers: ofEach(0, 1, 128, gradients) },
  { name: 'silhouettes of the next two', length: 32, scale: 3, numbers: ofEach(1, 3, 16, pooled(4)) },
  { name: 'moments of the figures', length: 24, scale: 4, numbers: ofEach(0, 3, 8, moments) },
  { name: 'number of figures', length: 4, scale: 3, numbers: ({ figures }) => oneHot(figures.length, FIGURES + 1) },
  { name: 'background', length: 4, scale: 5, numbers: ({ names, regions }) => ground(names, regions) },
];

/** Numbers of a descriptor: 512. */
export const DESCRIPTOR_LENGTH = PARTS.reduce((sum, { length }) => sum + length, 0);

/**
 * Describes a picture of any size by 512 numbers computed from its pixels: colour names (van de Weijer et al. 2009) in a
 * spatial pyramid (Lazebnik et al. 2006), and, for the figures in front of the background, places, silhouettes,
 * oriented gradients (Dalal and Triggs 2005) and moments (Hu 1962). No learned weights, no randomness, and only arithmetic that
 * every engine rounds alike.
 * @throws OptionError when the picture's bytes do not fit its size
 */
export function describePicture(picture: Picture): Float32Array<ArrayBuffer> {
  const names = nameColours(fitPicture(picture));
  const regions = findRegions(names);
  const view = { names, regions, figures: regions.slice(0, FIGURES).map(figureOf) };
  const descriptor = new Float32Array(DESCRIPTOR_LENGTH);
  let at = 0;
  for (const { numbers, length, scale } of PARTS) {
    const raw = numbers(view);
    for (let index = 0; index < length; index++, at++) {
      descriptor[at] = ((raw[index] ?? 0) - (DESCRIPTOR_MEANS[at] ?? 0)) * scale;
    }
  }
  return descriptor;
}

function figureOf(region: Region): Figure {
  const lines = outline(region);
  return { region, lines, shares: silhouette(region, lines) };
}

/** The numbers of the figures of rank `first` to `end` − 1, one figure after the other; zeros for missing figures. */
function ofEach(first: number, end: number, length: number, part: (figure: Figure) => ArrayLike<number>) {
  return ({ figures }: View): Float64Array => {
    const numbers = new Float64Array((end - first) * length);
    figures.slice(first, end).forEach((figure, rank) => {
      numbers.set(part(figure), rank * length);
    });
    return numbers;
  };
}

function colours({ region }: Figure): number[] {
  return oneHot(region.name, COLOUR_NAMES.length);
}

/** Offset of the centre from the middle, box and square root of the area, in units of the picture's side. */
function places({ region, lines: { x, y, width, height } }: Figure): number[] {
  const root = Math.sqrt(region.pixels.length);
  return [x / SIDE - 0.5, y / SIDE - 0.5, width / SIDE, height / SIDE, root / SIDE];
}

function pooled(grid: number) {
  return ({ shares }: Figure) => pool(shares, grid);
}

function gradients({ shares }: Figure): Float64Array {
  return orientedGradients(shares);
}

function moments({ shares, lines }: Figure): number[] {
  return shapeMoments(shares, lines);
}

function oneHot(index: number, length: number): number[] {
  return Array.from({ length }, (_, at) => Number(at === index));
}
