import { OptionError } from '../../errors.ts';
import type { Picture } from './raster.ts';
import { SIDE } from './regions.ts';

const WHITE = 255;
const OPAQUE = 255;

/**
 * The picture as (64 · 64 · 4) bytes, itself if it is that already: scaled by its longer side, each new pixel the mean of the area it covers, laid on
 * white where transparent. The short side is filled up with its edge pixels, so that a background goes on.
 * @throws OptionError when width, height and the number of bytes do not agree
 */
export function fitPicture({ width, height, rgba }: Picture): Uint8ClampedArray {
  if (!(width >= 1 && height >= 1 && rgba.length === width * height * 4)) {
    throw new OptionError({
      where: 'picture',
      expected: 'width · height · 4 bytes, at least one pixel',
      found: `${width} × ${height} with ${rgba.length} bytes`,
    });
  }
  if (width === SIDE && height === SIDE && isOpaque(rgba)) return rgba;
  const scale = Math.max(width, height) / SIDE;
  const columns = spans(width, scale);
  const rows = spans(height, scale);
  const fitted = new Uint8ClampedArray(SIDE * SIDE * 4);
  rows.forEach((row, y) => {
    columns.forEach((column, x) => {
      fitted.set(meanColour(rgba, width, row, column), (y * SIDE + x) * 4);
    });
  });
  return fitted;
}

function isOpaque(rgba: Uint8ClampedArray): boolean {
  for (let at = 3; at < rgba.length; at += 4) if (rgba[at] !== OPAQUE) return false;
  return true;
}

/** A source index and the share of it that lies in a new pixel. */
type Span = readonly (readonly [number, number])[];

function spans(length: number, scale: number): Span[] {
  const margin = (SIDE * scale - length) / 2;
  return Array.from({ length: SIDE }, (_, index) => {
    const start = index * scale - margin;
    const span: (readonly [number, number])[] = [];
    for (let at = Math.floor(start); at < start + scale; at++) {
      const share = Math.min(at + 1, start + scale) - Math.max(at, start);
      if (share > 0) span.push([Math.min(Math.max(at, 0), length - 1), share]);
    }
    return span;
  });
}

function meanColour(rgba: Uint8ClampedArray, width: number, rows: Span, columns: Span): number[] {
  const sums = [0, 0, 0];
  let total = 0;
  for (const [row, high] of rows) {
    for (const [column, wide] of columns) {
      const at = (row * width + column) * 4;
      const share = high * wide;
      const opacity = (rgba[at + 3] ?? 0) / OPAQUE;
      total += share;
      for (let channel = 0; channel < 3; channel++) {
        const value = WHITE + ((rgba[at + channel] ?? 0) - WHITE) * opacity;
        sums[channel] = (sums[channel] ?? 0) + share * value;
      }
    }
  }
  return [...sums.map((sum) => Math.round(sum / total)), OPAQUE];
}
