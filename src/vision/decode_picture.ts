import { requireText, wrongKind } from '../arguments.ts';
import { DataError } from '../errors.ts';
import type { Picture } from '../picture.ts';
import type { FileContents } from '../platform.ts';
import { decodeInBrowser } from './decode_in_browser.ts';
import { decodeInNode } from './decode_in_node.ts';

/**
 * The picture in a file (JPEG, PNG, WebP, GIF, AVIF; in Node also TIFF), turned as its EXIF orientation says, in sRGB whatever
 * its colours
 * are kept in (grey, palette, CMYK, 16 bits, a colour profile), the first frame where it is animated, on white where
 * it is transparent: the picture as seen on a white page. A browser decodes it itself; in Node the package
 * `sharp` does, which must be installed.
 * @param bytes the file, or a Blob of it
 * @param name name of the file, for messages
 * @throws DataError when it is not a picture, truncated, of more than 32 megapixels, or nothing decodes pictures here;
 * OptionError for arguments of another kind
 */
export async function decodePicture(bytes: Uint8Array | FileContents, name: string): Promise<Picture> {
  requireText('decodePicture: name', 'the name of the file, for messages', name);
  const isBytes = bytes instanceof Uint8Array && bytes.buffer instanceof ArrayBuffer;
  if (!isBytes && !(bytes instanceof Blob)) {
    throw wrongKind('decodePicture: bytes', 'the bytes of a file as a Uint8Array, or a Blob', bytes);
  }
  const size = isBytes ? bytes.length : (bytes as Blob).size;
  if (size === 0) throw notAPicture(name, 'an empty file');
  if (typeof createImageBitmap === 'function') {
    return decodeInBrowser(isBytes ? new Blob([bytes as Uint8Array<ArrayBuffer>]) : (bytes as Blob), name);
  }
  return decodeInNode(isBytes ? bytes : new Uint8Array(await (bytes as Blob).arrayBuffer()), name);
}

const notAPicture = (where: string, found: string) =>
  new DataError({
    where,
    expected: 'a picture',
    found,
    remedy: 'Writing or copying it was interrupted: get it again.',
  });
