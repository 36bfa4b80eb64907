import { DataError } from '../../errors.ts';
import type { Cursor } from './cursor.ts';
import type { FileBytes } from './file_bytes.ts';

/** One of the messages in the header of a group or dataset. */
export interface Message {
  readonly type: number;
  readonly body: Cursor;
  /** Whether the body only says where the message is stored. */
  readonly shared: boolean;
}

const CONTINUATION = 0x10;
const SHARED_FLAG = 0x02;

/** A part of the header: its messages, and the length of each message's own header. */
interface Block {
  readonly cursor: Cursor;
  readonly readPrefix: (cursor: Cursor) => { readonly type: number; readonly size: number; readonly flags: number };
  readonly prefixSize: number;
}

/**
 * The messages of the object at `address`, from all parts of its header.
 * @param what the object, for messages
 */
export function readObjectHeader(file: FileBytes, address: number, what: string): Message[] {
  const old = file.cursor(address, 4, what).u8() === 1;
  const { first, readNext } = old ? oldBlocks(file, address, what) : newBlocks(file, address, what);
  const messages: Message[] = [];
  const seen = new Set<number>();
  for (const blocks = [first]; blocks.length > 0; ) {
    const { cursor, readPrefix, prefixSize } = blocks.shift() as Block;
    while (cursor.left >= prefixSize) {
      const { type, size, flags } = readPrefix(cursor);
      const body = cursor.sub(size);
      if (type !== CONTINUATION) {
        messages.push({ type, body, shared: (flags & SHARED_FLAG) !== 0 });
        continue;
      }
      const [start, length] = [body.definedAddress(), body.length()];
      if (seen.has(start)) throw cursor.fail('a header that continues in a cycle');
      seen.add(start);
      blocks.push(readNext(start, length));
    }
  }
  return messages;
}

function oldBlocks(file: FileBytes, address: number, what: string) {
  const read = (cursor: Cursor): Block => ({
    cursor,
    prefixSize: 8,
    readPrefix(from) {
      const [type, size, flags] = [from.u16(), from.u16(), from.u8()];
      from.skip(3);
      return { type, size, flags };
    },
  });
  const prefix = file.cursor(address, 16, what);
  prefix.version(1);
  prefix.skip(7);
  return {
    first: read(file.cursor(address + 16, prefix.u32(), what)),
    readNext: (start: number, length: number) => read(file.cursor(start, length, what)),
  };
}

function newBlocks(file: FileBytes, address: number, what: string) {
  const prefix = file.cursor(address, 6, what);
  prefix.signature('OHDR');
  prefix.version(2);
  const flags = prefix.u8();
  const ordered = (flags & 0x04) !== 0;
  const read = (cursor: Cursor): Block => ({
    cursor,
    prefixSize: ordered ? 6 : 4,
    readPrefix(from) {
      const message = { type: from.u8(), size: from.u16(), flags: from.u8() };
      if (ordered) from.skip(2);
      return message;
    },
  });
  const sizeBytes = 1 << (flags & 0x03);
  const start = 6 + (flags & 0x20 ? 16 : 0) + (flags & 0x10 ? 4 : 0);
  const size = file.cursor(address + start, sizeBytes, what).unsigned(sizeBytes);
  const first = file.checked(address, start + sizeBytes + size + 4, what);
  first.skip(start + sizeBytes);
  return {
    first: read(first),
    readNext(at: number, length: number) {
      const cursor = file.checked(at, length, what);
      cursor.signature('OCHK');
      return read(cursor);
    },
  };
}

/** The body of the message of this type, wherever it is stored, or `undefined` if the object has none. */
export function findMessage(file: FileBytes, messages: readonly Message[], type: number): Cursor | undefined {
  const message = messages.find((it) => it.type === type);
  return message?.shared ? readShared(file, message) : message?.body;
}

/** A message stored in another object, as h5py does for named types. */
function readShared(file: FileBytes, { type, body }: Message): Cursor {
  const version = body.version(1, 2, 3);
  const kind = body.u8();
  if (version === 3 && kind === 1) {
    throw new DataError({
      where: file.name,
      expected: 'messages in the header of their dataset',
      found: "one in the file's table of shared messages",
      remedy: 'Copy the file with h5repack.',
    });
  }
  if (version === 1) body.skip(6);
  const there = readObjectHeader(file, body.definedAddress(), body.what).find((it) => it.type === type && !it.shared);
  if (there !== undefined) return there.body;
  throw body.fail('a reference to something else');
}
