import sums from '../../../shaders/sums/sum_over_rows.wgsl?raw';
import update from '../../../shaders/updates/update.wgsl?raw';
import { type Axis, type Extent, extentLength, type Op } from '../../ops/op.ts';
import { type DeviceFacts, type Kernel, type KnownSizes, oneThreadEach, spread } from '../kernel.ts';
import { withPiece } from '../shader.ts';

// Ways to launch a kernel, all but its op.

const WORKGROUP = 64;
/** Of vec4s: a large GPU would take longer to start ten thousand workgroups of 64 than their 10 MB take. */
const VEC4_WORKGROUP = 256;

/** As many threads as the sizes say. */
export function threads<S extends KnownSizes>(source: string, count: (sizes: S) => number) {
  return {
    source,
    constants: () => ({ WORKGROUP }),
    workgroups: (sizes: S) => oneThreadEach(count(sizes), WORKGROUP),
  };
}

/** As many workgroups as the sizes say. */
export function workgroups<S extends KnownSizes>(source: string, count: (sizes: S) => number) {
  return { source, constants: () => ({ WORKGROUP }), workgroups: (sizes: S) => spread(count(sizes)) };
}

/** Q independent elements, one per thread. */
export function oneElementEach(source: string) {
  return {
    source,
    constants: () => ({ WORKGROUP }),
    workgroups: ({ Q }: { readonly Q: number }) => oneThreadEach(Q, WORKGROUP),
  };
}

/**
 * The same with a vec4 a thread where Q is known, when the call is recorded, to be a multiple of four: updates are bound
 * by memory, and on software adapters run four times as fast so.
 */
export function oneVec4Each(source: string, fits = ({ Q = 1 }: KnownSizes) => Q % 4 === 0) {
  return {
    source,
    defines: (known: KnownSizes) => ({ VEC4: fits(known) }),
    constants: (known: KnownSizes) => ({ WORKGROUP: fits(known) ? VEC4_WORKGROUP : WORKGROUP }),
    workgroups: ({ Q }: { readonly Q: number }, known: KnownSizes) =>
      fits(known) ? oneThreadEach(Q / 4, VEC4_WORKGROUP) : oneThreadEach(Q, WORKGROUP),
  };
}

const widthOfC = ({ C = 1 }: KnownSizes) => (C % 4 === 0 ? 4 : 1);

/** One pixel's channel a thread, C of them a pixel, or a vec4 of channels where C is known to be a multiple of four. */
export function channelsEach(source: string, pixels: readonly string[]) {
  return {
    source,
    defines: (known: KnownSizes) => ({ VEC4: widthOfC(known) === 4 }),
    constants: () => ({ WORKGROUP }),
    workgroups: (sizes: KnownSizes, known: KnownSizes) =>
      oneThreadEach((extentLength([...pixels, 'C'], sizes) ?? 0) / widthOfC(known), WORKGROUP),
  };
}

const SLICES = 64;

/** A workgroup for a channel, or for a vec4 of channels where C is known to be a multiple of four. */
export const oneChannelEach = (source: string) => ({
  source,
  defines: (known: KnownSizes) => ({ VEC4: widthOfC(known) === 4 }),
  constants: () => ({ SLICES }),
  workgroups: ({ C = 0 }: KnownSizes, known: KnownSizes) => spread(C / widthOfC(known)),
});

/**
 * Threads of a workgroup. A software adapter spends most of a reduction at its barriers, and the more the more threads meet
 * there: 32 take half the time of 64. On a GPU 256 keep enough loads in flight for its memory.
 */
const FEW = 32;
const MANY = 256;

/** What else a reduction is compiled for, given what is known of its sizes and the threads of a workgroup. */
type Defines = (known: KnownSizes, threads: number) => Readonly<Record<string, boolean | number>>;

/**
 * Workgroups whose threads combine their results: `plain` through workgroup memory alone, `subgroups` in the
 * registers of each subgroup first, whatever its size.
 */
export function reduction<O extends Op>(
  source: string,
  extents: readonly Axis[],
  workgroups: Kernel<O>['workgroups'],
  constants: Readonly<Record<string, number>> = {},
  defines: Defines = () => ({}),
) {
  const way = (SUBGROUPS: boolean, WORKGROUP: number) => ({
    source,
    ...(SUBGROUPS && { enables: ['subgroups'] }),
    defines: (known: KnownSizes) => ({ SUBGROUPS, ...defines(known, WORKGROUP) }),
    constants: () => ({ WORKGROUP, ...constants }),
    workgroups,
  });
  const offered = ({ features }: DeviceFacts) => features.has('subgroups');
  return { ...way(false, FEW), extents, variants: { subgroups: { ...way(true, MANY), offered, hardware: true } } };
}

/** Columns, or vec4s of columns, that a thread has registers for: with 256 threads rows of up to 32,768 scores. */
const MOST_TURNS = 32;

/** Whether the threads of a reduction have registers for the scores of their row. */
export function keptScores({ V }: KnownSizes, threads: number) {
  const VEC4 = V !== undefined && V % 4 === 0;
  const TURNS = Math.ceil((V ?? Number.POSITIVE_INFINITY) / (VEC4 ? 4 : 1) / threads);
  return { VEC4, TURNS, KEPT: TURNS <= MOST_TURNS };
}

/**
 * Sums over rows. With its variant `slices` a thread has a quarter of the rows, and a large GPU
 * four times as many workgroups.
 * @param extents the dims that are rows and columns
 * @param quads what must be known to be a multiple of four for a thread to have a vec4 of columns
 */
export function sumOverRows(
  source: string,
  extents: readonly [rows: Extent, columns: string],
  quads: readonly string[],
) {
  const width = (known: KnownSizes) => (quads.every((name) => (known[name] ?? 1) % 4 === 0) ? 4 : 1);
  const way = (COLUMNS: number, SLICES: number) => ({
    source: withPiece(source, 'SUM_OVER_ROWS', sums),
    defines: (known: KnownSizes) => ({ VEC4: width(known) === 4 }),
    constants: () => ({ COLUMNS, SLICES }),
    workgroups: (sizes: KnownSizes, known: KnownSizes) =>
      spread(Math.ceil((sizes[extents[1]] ?? 0) / (COLUMNS * width(known)))),
  });
  return { ...way(16, 16), extents, variants: { slices: { ...way(4, 64), hardware: true } } };
}

const wholeVec4s = ({ Q = 1, decaying = 1 }: KnownSizes) => Q % 4 === 0 && decaying % 4 === 0;

/** An update rule, whose shader says what a gradient changes. */
export const updateRule = (source: string) => oneVec4Each(withPiece(source, 'UPDATE', update), wholeVec4s);
