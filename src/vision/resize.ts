import { positiveInteger } from '../option_checks.ts';
import { type Picture, requirePicture, requirePictureSize } from '../picture.ts';

/** Bits behind the point of a weight: bytes times weights then still fit a 32-bit integer, which is where Pillow has them. */
const FRACTION_BITS = 22;
const FRACTION = 2 ** FRACTION_BITS;

/** What one pixel of the result is made of: those from `first` on, by `weights`. */
interface Window {
  readonly first: number;
  readonly weights: Int32Array;
}

/**
 * A picture of another size: bilinear, over all pixels that a new one covers, columns before rows, each rounded to bytes. That
 * is what Pillow's `resize` with BILINEAR computes, byte for byte, and so what most networks were trained with; no
 * platform does the same, and a network's features depend on it. What is transparent is shown on white.
 * @throws OptionError or DataError when `picture` is none, or the size is none that a picture may have
 */
export function resizePicture(picture: Picture, width: number, height: number): Picture {
  requirePicture('resizePicture: picture', picture);
  requirePictureSize(
    'resizePicture',
    positiveInteger('resizePicture: width', width),
    positiveInteger('resizePicture: height', height),
  );
  const opaque = onWhite(picture);
  const rows = opaque.width === width ? opaque : resizeRows(opaque, width);
  return rows.height === height ? rows : resizeColumns(rows, height);
}

/** A picture without transparency. */
function onWhite(picture: Picture): Picture {
  const { width, height, data } = picture;
  const result = Uint8Array.from(data);
  for (let i = 3; i < result.length; i += 4) {
    const alpha = result[i] ?? 255;
    if (alpha === 255) continue;
    for (let c = i - 3; c < i; c++) result[c] = Math.round(((result[c] ?? 0) * alpha + 255 * (255 - alpha)) / 255);
    result[i] = 255;
  }
  return { width, height, data: result };
}

function resizeRows({ width, height, data }: Picture, to: number): Picture {
  const windows = windowsOf(width, to);
  const result = new Uint8Array(4 * to * height).fill(255);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < to; x++) mix(windows[x] as Window, data, 4 * y * width, 4, result, 4 * (y * to + x));
  }
  return { width: to, height, data: result };
}

function resizeColumns({ width, height, data }: Picture, to: number): Picture {
  const windows = windowsOf(height, to);
  const result = new Uint8Array(4 * width * to).fill(255);
  for (let y = 0; y < to; y++) {
    for (let x = 0; x < width; x++) mix(windows[y] as Window, data, 4 * x, 4 * width, result, 4 * (y * width + x));
  }
  return { width, height: to, data: result };
}

/** Three colours at `to`, from pixels that lie `step` bytes apart: one loop over them, as it is what resizing spends its time on. */
function mix(
  { first, weights }: Window,
  data: Picture['data'],
  start: number,
  step: number,
  result: Uint8Array,
  to: number,
) {
  let red = FRACTION / 2;
  let green = red;
  let blue = red;
  let at = start + first * step;
  for (let i = 0; i < weights.length; i++) {
    const weight = weights[i] ?? 0;
    red += (data[at] ?? 0) * weight;
    green += (data[at + 1] ?? 0) * weight;
    blue += (data[at + 2] ?? 0) * weight;
    at += step;
  }
  // Positive, and less than 2³¹: a shift takes whole numbers off as a division would.
  result[to] = Math.min(255, red >> FRACTION_BITS);
  result[to + 1] = Math.min(255, green >> FRACTION_BITS);
  result[to + 2] = Math.min(255, blue >> FRACTION_BITS);
}

/** A triangle over the pixels of a line that each of `to` new ones covers, at least two pixels wide. */
function windowsOf(from: number, to: number): Window[] {
  const scale = from / to;
  const radius = Math.max(scale, 1);
  return Array.from({ length: to }, (_, i) => {
    const centre = (i + 0.5) * scale;
    const first = Math.max(0, Math.trunc(centre - radius + 0.5));
    const after = Math.min(from, Math.trunc(centre + radius + 0.5));
    const heights = Array.from({ length: after - first }, (__, j) =>
      Math.max(0, 1 - Math.abs((first + j - centre + 0.5) / radius)),
    );
    const sum = heights.reduce((total, height) => total + height, 0);
    return { first, weights: Int32Array.from(heights, (height) => Math.floor((height / sum) * FRACTION + 0.5)) };
  });
}
