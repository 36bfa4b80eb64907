import type { KnownSizes } from '../kernel.ts';
import type { Product } from './product.ts';

const pixelsOfY = ['N', 'P', 'Q'] as const;
const window = ['R', 'S', 'C'] as const;
/** A part of y's channels is whole vec4s where all three of these are. */
export const PART_OF_Y = ['F', 'G', 'f_first'] as const;

/** Windows of one pixel, one for each, need not be gathered. */
const gathers = ({ R, S, stride, pad }: KnownSizes) => R !== 1 || S !== 1 || stride !== 1 || pad !== 0;
const leftGathered = (known: KnownSizes) => ({ left: gathers(known), right: false });

const size = (sizes: KnownSizes, name: string) => sizes[name] ?? Number.NaN;
/** How many windows of such a width can see a pixel. */
const taps = (sizes: KnownSizes, window: string) => Math.ceil(size(sizes, window) / size(sizes, 'stride'));
/** Blocks of `stride` pixels of the padded picture that hold a length of its pixels. */
const blocks = (sizes: KnownSizes, length: string) =>
  Math.ceil((size(sizes, length) + (size(sizes, 'pad') % size(sizes, 'stride'))) / size(sizes, 'stride'));

/** Convolutions as products: rows, columns and terms, and which of them a window gathers. */
export const convolutionProducts = {
  forward: (source: string): Product => ({
    source,
    rows: pixelsOfY,
    columns: 'F',
    terms: window,
    left: 'terms',
    right: 'columns',
    gathered: leftGathered,
    quads: { y: PART_OF_Y },
  }),
  backwardInput: (source: string): Product => ({
    source,
    rows: (sizes) => size(sizes, 'N') * blocks(sizes, 'H') * blocks(sizes, 'W'),
    columns: (sizes) => size(sizes, 'stride') ** 2 * size(sizes, 'C'),
    terms: (sizes) => taps(sizes, 'R') * taps(sizes, 'S') * size(sizes, 'F'),
    left: 'terms',
    right: 'terms',
    gathered: (known) => ({ left: gathers(known), right: true }),
    quads: { dy: PART_OF_Y },
    defines: ({ stride }) => ({ STRIDE_1: stride === 1 }),
  }),
  backwardWeight: (source: string): Product => ({
    source,
    rows: window,
    columns: 'F',
    terms: pixelsOfY,
    left: 'rows',
    right: 'columns',
    gathered: leftGathered,
    quads: { dy: PART_OF_Y },
  }),
};
