import { kindOf, wrongKind } from './arguments.ts';
import { DataError } from './errors.ts';

/** A picture as in `ImageData`: rows from the top, four bytes per pixel (red, green, blue, alpha), sRGB. */
export interface Picture {
  /** In pixels. */
  readonly width: number;
  readonly height: number;
  /** 4 · width · height bytes; alpha is not premultiplied. */
  readonly data: Uint8Array | Uint8ClampedArray;
}

/**
 * Maximum pixels of a picture, in millions. At this size its bytes and the decoder's copy take 256 MB together, about the
 * limit of a page on a phone.
 */
export const MOST_MEGAPIXELS = 32;

/** @throws DataError when a picture has no pixels, or too many to decode */
export function requirePictureSize(where: string, width: number, height: number): void {
  const megapixels = (width * height) / 1e6;
  if (width >= 1 && height >= 1 && megapixels <= MOST_MEGAPIXELS) return;
  throw new DataError({
    where,
    expected: `a picture of at most ${MOST_MEGAPIXELS} megapixels`,
    found: `${width} × ${height} pixels${megapixels > 0 ? `, ${megapixels.toFixed(1)} megapixels` : ''}`,
    ...(megapixels > 0 && { remedy: 'Scale it down: a network reads a few hundred pixels per side.' }),
  });
}

/**
 * Checks that `value` is a picture: plain JavaScript may pass anything.
 * @throws OptionError when it is something else, DataError when its size and bytes do not match
 */
export function requirePicture(where: string, value: unknown): asserts value is Picture {
  const { width, height, data } = Object(value ?? {}) as Partial<Record<keyof Picture, unknown>>;
  const bytes = data instanceof Uint8Array || data instanceof Uint8ClampedArray ? data : undefined;
  if (typeof width !== 'number' || typeof height !== 'number' || !bytes) {
    throw wrongKind(where, 'a picture { width, height, data } with RGBA bytes', value, 'Make one with decodePicture.');
  }
  if (!Number.isInteger(width) || !Number.isInteger(height)) {
    throw new DataError({ where, expected: 'whole pixels', found: `${kindOf(width)} × ${kindOf(height)}` });
  }
  requirePictureSize(where, width, height);
  if (bytes.length === 4 * width * height) return;
  const expected = `${4 * width * height} bytes for ${width} × ${height} pixels`;
  throw new DataError({ where, expected, found: `${bytes.length}` });
}
