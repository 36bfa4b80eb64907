import type { Cursor } from './cursor.ts';

/** What a name in a group refers to: an object of the file, another path, or another file. */
export type Link =
  | { readonly kind: 'object'; readonly address: number }
  | { readonly kind: 'path'; readonly path: string }
  | { readonly kind: 'elsewhere'; readonly found: string };

const HARD = 0;
const SOFT = 1;
const EXTERNAL = 64;

/** A link as newer groups store it, with its name. */
export function readLink(cursor: Cursor): [name: string, link: Link] {
  cursor.version(1);
  const flags = cursor.u8();
  const type = flags & 0x08 ? cursor.u8() : HARD;
  if (flags & 0x04) cursor.skip(8);
  if (flags & 0x10) cursor.skip(1);
  const length = cursor.unsigned(1 << (flags & 0x03));
  const name = new TextDecoder().decode(cursor.take(length));
  if (type === HARD) return [name, { kind: 'object', address: cursor.definedAddress() }];
  const size = cursor.u16();
  if (type === SOFT) return [name, { kind: 'path', path: cursor.text(size) }];
  if (type !== EXTERNAL) return [name, { kind: 'elsewhere', found: `a link of type ${type}` }];
  cursor.skip(1);
  return [name, { kind: 'elsewhere', found: `a link into the file ${cursor.text()}` }];
}
