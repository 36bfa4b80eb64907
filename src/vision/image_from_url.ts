import { requireText } from '../arguments.ts';
import { DataError } from '../errors.ts';
import type { Picture } from '../picture.ts';
import { decodePicture } from './decode_picture.ts';

/**
 * CS231n's `image_from_url`: the picture at an http(s), data or (in Node) file URL.
 * @throws DataError when nothing can be read there, or it is no picture (see `decodePicture`); OptionError when `url` is no text
 */
export async function imageFromUrl(url: string): Promise<Picture> {
  requireText('imageFromUrl: url', 'an http(s), data or file URL', url);
  const where = url.startsWith('data:') ? 'data URL' : url;
  const address = parsed(url, where);
  const file = address.protocol === 'file:' ? await fromDisk(address, where) : await fetched(address, where);
  return decodePicture(file, where);
}

const PROTOCOLS = ['http:', 'https:', 'data:', 'file:', 'blob:'];

function parsed(url: string, where: string): URL {
  // What a page calls a picture of its own may have no host.
  const base = typeof location === 'object' ? location.href : undefined;
  const address = URL.canParse(url, base) ? new URL(url, base) : undefined;
  if (address && PROTOCOLS.includes(address.protocol)) return address;
  const found = address ? `one of ${address.protocol}` : 'none';
  throw new DataError({ where, expected: 'an http(s), data or file URL', found });
}

async function fetched(address: URL, where: string): Promise<Blob> {
  try {
    const response = await fetch(address);
    if (response.ok) return await response.blob();
    const found = `${response.status} ${response.statusText}`.trim();
    throw new DataError({
      where,
      expected: 'a picture',
      found,
      remedy: 'Open the address in a browser to see what is there.',
    });
  } catch (cause) {
    if (cause instanceof DataError) throw cause;
    throw unreadable(where, cause, 'Its server may be away, or not let other pages read it (CORS).');
  }
}

async function fromDisk(address: URL, where: string): Promise<Uint8Array> {
  const fs = globalThis.process?.getBuiltinModule?.('node:fs/promises');
  if (!fs) {
    const remedy = 'Choose or drop the file instead.';
    throw new DataError({ where, expected: 'an http(s) or data URL', found: 'a file URL in a browser', remedy });
  }
  try {
    return new Uint8Array(await fs.readFile(address));
  } catch (cause) {
    throw unreadable(where, cause);
  }
}

function unreadable(where: string, cause: unknown, remedy?: string): DataError {
  const inner = cause instanceof Error && cause.cause instanceof Error ? `: ${cause.cause.message}` : '';
  const found = `${cause instanceof Error ? cause.message : cause}${inner}`;
  return new DataError({ where, expected: 'a picture', found, ...(remedy && { remedy }) }, { cause });
}
