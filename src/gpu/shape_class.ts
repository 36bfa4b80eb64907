import { type Kernel, type KnownSizes, lengthOf } from './kernel.ts';

/**
 * Calls are classed by what their time depends on, for a product its rows, columns and terms, each rounded to a power of
 * two: which tile is the fastest depends on how many of them there are, and on how long each sum is.
 */

/** Stands for a length that is unknown when a call is recorded. */
const UNKNOWN = 256;

const rounded = (length: number) => 2 ** Math.round(Math.log2(Math.max(1, length)));

/** Class of a call, such as `256x1024x512`. */
export function shapeClass({ extents = [] }: Kernel, sizes: KnownSizes): string {
  return extents.map((extent) => rounded(lengthOf(extent, sizes) || UNKNOWN)).join('x');
}

/** Whether a text is a class of this kernel's calls. */
export function isShapeClass({ extents = [] }: Kernel, text: string): boolean {
  const lengths = text.split('x').map(Number);
  return (
    lengths.length === extents.length && lengths.every((length) => length >= 1 && Number.isInteger(Math.log2(length)))
  );
}

/** The distance of two classes of a kernel, in doublings. */
export function distance(one: string, other: string): number {
  const logarithms = (text: string) => text.split('x').map((length) => Math.log2(Number(length)));
  const [a, b] = [logarithms(one), logarithms(other)];
  return a.reduce((sum, log, axis) => sum + Math.abs(log - (b[axis] ?? log)), 0);
}
