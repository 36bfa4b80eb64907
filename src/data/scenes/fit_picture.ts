import { OptionError } from '../../errors.ts';
import type { Picture } from '../../picture.ts';
import { SIDE } from './regions.ts';

const WHITE = 255;
const OPAQUE = 255;

/**
 * The picture as (64 · 64 · 4) bytes, unchanged if it has that size already: scaled by its longer side, each new pixel the mean
 * of the area it covers, composited over white. The short side is padded with its edge pixels, so that a background continues.
 * @throws OptionError when width, height and the number of bytes do not agree
 */
export function fitPicture({ width, height, data: rgba }: Picture): Picture['data'] {
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

function isOpaque(rgba: Picture['data']): boolean {
  for (let at = 3; at < rgba.length; at += 4) if (rgba[at] !== OPAQUE) return false;
  return true;
}

/** Source rows or columns within a new pixel, each followed by the share of it within. */
type Span = readonly number[];

function spans(length: number, scale: number): Span[] {
  const margin = (SIDE * scale - length) / 2;
  return Array.from({ length: SIDE }, (_, index) => {
    const start = index * scale - margin;
    const span: number[] = [];
    for (let at = Math.floor(start); at < start + scale; at++) {
      const share = Math.min(at + 1, start + scale) - Math.max(at, start);
      if (share > 0) span.push(Math.min(Math.max(at, 0), length - 1), share);
    }
    return span;
  });
}

function meanColour(rgba: Picture['data'], width: number, rows: Span, columns: Span): number[] {
  let [red, green, blue, total] = [0, 0, 0, 0];
  for (let row = 0; row < rows.length; row += 2) {
    for (let column = 0; column < columns.length; column += 2) {
      const at = ((rows[row] ?? 0) * width + (columns[column] ?? 0)) * 4;
      const share = (rows[row + 1] ?? 0) * (columns[column + 1] ?? 0);
      const opaque = (share * (rgba[at + 3] ?? 0)) / OPAQUE;
      total += share;
      red += WHITE * share + ((rgba[at] ?? 0) - WHITE) * opaque;
      green += WHITE * share + ((rgba[at + 1] ?? 0) - WHITE) * opaque;
      blue += WHITE * share + ((rgba[at + 2] ?? 0) - WHITE) * opaque;
    }
  }
  return [Math.round(red / total), Math.round(green / total), Math.round(blue / total), OPAQUE];
}
