import type * as SharpModule from 'sharp';
import { DataError } from '../errors.ts';
import { type Picture, requirePictureSize } from '../picture.ts';

type Sharp = typeof SharpModule.default;

/** What browsers decode, and TIFF; sharp would also draw SVG and PDF, which are no pictures of pixels. */
const FORMATS = ['jpeg', 'png', 'webp', 'gif', 'heif', 'tiff'];

/** What `decodePicture` does in Node. */
export async function decodeInNode(bytes: Uint8Array, where: string): Promise<Picture> {
  const sharp = sharpOf(where);
  const { format, width, height } = await decoded(where, () => sharp(bytes, { limitInputPixels: false }).metadata());
  if (!FORMATS.includes(format)) refuse(where, `a file of the format ${format}`);
  requirePictureSize(where, width, height);
  const { data, info } = await decoded(where, () =>
    sharp(bytes, { failOn: 'error' })
      .autoOrient()
      .flatten({ background: 'white' })
      .toColourspace('srgb')
      .ensureAlpha()
      .raw({ depth: 'uchar' })
      .toBuffer({ resolveWithObject: true }),
  );
  return { width: info.width, height: info.height, data };
}

async function decoded<T>(where: string, act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (cause) {
    const said = cause instanceof Error ? cause.message : String(cause);
    // sharp passes on what its readers have said one after the other: the last line is why they gave up.
    return refuse(where, said.trim().split('\n').at(-1) ?? '', cause);
  }
}

function refuse(where: string, found: string, cause?: unknown): never {
  const expected = 'a picture: JPEG, PNG, WebP, GIF, AVIF or TIFF';
  const remedy = 'It is damaged, or a file of another kind.';
  throw new DataError({ where, expected, found, remedy }, cause === undefined ? undefined : { cause });
}

/**
 * Loaded through the process instead of imported: an import of sharp, even a dynamic one, would end up in every browser bundle
 * of this library, and a program that decodes no picture files need not install it.
 */
function sharpOf(where: string): Sharp {
  const { createRequire } = globalThis.process?.getBuiltinModule?.('node:module') ?? {};
  try {
    if (createRequire) return createRequire(import.meta.url)('sharp') as Sharp;
  } catch (cause) {
    const found = cause instanceof Error ? (cause.message.split('\n', 1)[0] ?? '') : String(cause);
    throw new DataError({ where, expected: EXPECTED, found, remedy: 'npm install sharp.' }, { cause });
  }
  throw new DataError({ where, expected: EXPECTED, found: 'neither createImageBitmap nor Node 20.16' });
}

const EXPECTED = 'the package sharp, which decodes pictures in Node';
