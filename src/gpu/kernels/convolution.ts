import backwardBiasSource from '../../../shaders/convolution_backward_bias.wgsl?raw';
import backwardInputSource from '../../../shaders/convolution_backward_input.wgsl?raw';
import backwardWeightSource from '../../../shaders/convolution_backward_weight.wgsl?raw';
import forwardSource from '../../../shaders/convolution_forward.wgsl?raw';
import {
  convolutionBackwardBias as backwardBias,
  convolutionBackwardInput as backwardInput,
  convolutionBackwardWeight as backwardWeight,
  convolutionForward as forward,
} from '../../ops/convolution.ts';
import type { Kernel, KnownSizes } from '../kernel.ts';
import { product } from './product.ts';
import { sumOverRows } from './sum_over_rows.ts';

const pixelsOfY = ['N', 'P', 'Q'] as const;
const window = ['R', 'S', 'C'] as const;
/** A part of y's channels is whole vec4s where all three of these are. */
const partOfY = ['F', 'G', 'f_first'] as const;

/** Windows of one pixel, one for each, need not be gathered. */
const gathers = ({ R, S, stride, pad }: KnownSizes) => R !== 1 || S !== 1 || stride !== 1 || pad !== 0;
const leftGathered = (known: KnownSizes) => ({ left: gathers(known), right: false });

const size = (sizes: KnownSizes, name: string) => sizes[name] ?? Number.NaN;
/** How many windows of such a width can see a pixel. */
const taps = (sizes: KnownSizes, window: string) => Math.ceil(size(sizes, window) / size(sizes, 'stride'));
/** Blocks of `stride` pixels of the padded picture that hold a length of its pixels. */
const blocks = (sizes: KnownSizes, length: string) =>
  Math.ceil((size(sizes, length) + (size(sizes, 'pad') % size(sizes, 'stride'))) / size(sizes, 'stride'));

export const convolutionForward: Kernel<typeof forward> = {
  op: forward,
  ...product(forward, {
    source: forwardSource,
    rows: pixelsOfY,
    columns: 'F',
    terms: window,
    left: 'terms',
    right: 'columns',
    gathered: leftGathered,
    quads: { y: partOfY },
  }),
};

export const convolutionBackwardInput: Kernel<typeof backwardInput> = {
  op: backwardInput,
  ...product(backwardInput, {
    source: backwardInputSource,
    rows: (sizes) => size(sizes, 'N') * blocks(sizes, 'H') * blocks(sizes, 'W'),
    columns: (sizes) => size(sizes, 'stride') ** 2 * size(sizes, 'C'),
    terms: (sizes) => taps(sizes, 'R') * taps(sizes, 'S') * size(sizes, 'F'),
    left: 'terms',
    right: 'terms',
    gathered: (known) => ({ left: gathers(known), right: true }),
    quads: { dy: partOfY },
    defines: ({ stride }) => ({ STRIDE_1: stride === 1 }),
  }),
};

export const convolutionBackwardWeight: Kernel<typeof backwardWeight> = {
  op: backwardWeight,
  ...product(backwardWeight, {
    source: backwardWeightSource,
    rows: window,
    columns: 'F',
    terms: pixelsOfY,
    left: 'rows',
    right: 'columns',
    gathered: leftGathered,
    quads: { dy: partOfY },
  }),
};

export const convolutionBackwardBias: Kernel<typeof backwardBias> = {
  op: backwardBias,
  ...sumOverRows(backwardBiasSource, [pixelsOfY, 'F'], partOfY),
};
