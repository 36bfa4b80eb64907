import type { Cursor } from './cursor.ts';
import { readDataspace } from './dataspace.ts';
import { readDatatype } from './datatype.ts';
import type { Message } from './object_header.ts';

const ATTRIBUTE = 0x0c;
/** Type class of a fixed-length string. */
const FIXED_TEXT = 3;
/** Flag of type or dataspace: it is stored in another object. */
const SHARED_PARTS = 0x03;

/**
 * The attributes of an object that are single fixed-length strings, by name. Others are not read: lists, numbers, strings
 * stored elsewhere in the file, and the attributes of an object that has more than eight.
 */
export function readTextAttributes(messages: readonly Message[]): ReadonlyMap<string, string> {
  const texts = new Map<string, string>();
  for (const { type, body, shared } of messages) {
    if (type !== ATTRIBUTE || shared) continue;
    const [name, text] = readAttribute(body) ?? [];
    if (name !== undefined && text !== undefined) texts.set(name, text);
  }
  return texts;
}

function readAttribute(body: Cursor): readonly [name: string, text: string] | undefined {
  const version = body.version(1, 2, 3);
  const flags = body.u8();
  if (version > 1 && (flags & SHARED_PARTS) !== 0) return undefined;
  const sizes = [body.u16(), body.u16(), body.u16()];
  if (version === 3) body.skip(1);
  const [nameAt, typeAt, spaceAt] = sizes.map((size) => {
    const part = body.sub(size);
    // Version 1 pads each part to a multiple of eight bytes.
    if (version === 1) body.skip((8 - (size % 8)) % 8);
    return part;
  });
  if (!nameAt || !typeAt || !spaceAt || ((typeAt.bytes[0] ?? 0) & 0x0f) !== FIXED_TEXT) return undefined;
  const { size } = readDatatype(typeAt);
  const space = readDataspace(spaceAt);
  if (space === undefined || space.shape.length > 0) return undefined;
  return [nameAt.text(), body.sub(size).text()];
}
