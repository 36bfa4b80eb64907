import { Inflate } from 'fflate';
import { crc32 } from './crc32.ts';
import { damaged, messageOf, refused } from './json.ts';
import { type Entry, entriesOf } from './zip_directory.ts';

/** A file inside a zip file. */
export interface ZipMember {
  /** Its contents, unpacked and held against their checksum. @throws CheckpointError when they are damaged */
  readonly content: () => Uint8Array;
  /** Bytes it takes unpacked, as the directory says. */
  readonly size: number;
}

/** What may be unpacked of any file; of a large one, so many times its own length. Numbers of weights hardly shrink. */
const MOST_UNPACKED = 256 * 2 ** 20;
const MOST_RATIO = 8;
/** The maximum number of bytes that one bit of a deflated stream encodes. */
const DEFLATE_RATIO = 1032;
/** Packed bytes that are unpacked at once. */
const PIECE = 2 ** 16;

/**
 * The files inside a zip file by name. Nothing is unpacked yet, and none says more than may be.
 * @throws CheckpointError when it is cut short or damaged, encrypted, or would unpack to far more than its own length
 */
export function readZip(bytes: Uint8Array, where: string): ReadonlyMap<string, ZipMember> {
  const members = new Map<string, ZipMember>();
  let [packed, unpacked] = [0, 0];
  for (const entry of entriesOf(bytes, where)) {
    const place = `${where}: ${entry.name}`;
    if (members.has(entry.name)) damaged(place, 'one file of that name', 'two');
    packed += entry.data.length;
    unpacked += entry.method === 'deflated' ? entry.size : 0;
    if (entry.method === 'deflated' && entry.size > DEFLATE_RATIO * entry.data.length) {
      damaged(place, `at most ${DEFLATE_RATIO * entry.data.length} bytes in ${entry.data.length}`, `${entry.size}`);
    }
    members.set(entry.name, { size: entry.size, content: () => contentOf(entry, place) });
  }
  if (packed > bytes.length) damaged(where, `${bytes.length} bytes of files`, `${packed}: they overlap`);
  const most = Math.max(MOST_UNPACKED, MOST_RATIO * bytes.length);
  if (unpacked > most) {
    const remedy = 'If that is right, save it uncompressed: np.savez instead of np.savez_compressed.';
    refused(where, `at most ${most} bytes when it is unpacked`, `${unpacked}`, remedy);
  }
  return members;
}

function contentOf({ data, size, method, crc }: Entry, where: string) {
  const content = method === 'stored' ? data : inflated(data, size, where);
  const found = crc32(content);
  if (found !== crc) {
    const remedy = 'The file was altered, or written without checksums: use another copy, or save it again with them.';
    refused(where, `the checksum ${crc.toString(16)}`, found.toString(16), remedy);
  }
  return content;
}

/** Unpacks in pieces, so that what says less than it holds ends where it says, whatever it holds. */
function inflated(data: Uint8Array, size: number, where: string): Uint8Array {
  const result = new Uint8Array(size);
  let length = 0;
  const stream = new Inflate((piece) => {
    if (length + piece.length <= size) result.set(piece, length);
    length += piece.length;
  });
  try {
    for (let at = 0; at < data.length && length <= size; at += PIECE) {
      stream.push(data.subarray(at, at + PIECE), at + PIECE >= data.length);
    }
  } catch (cause) {
    damaged(where, 'deflated bytes', messageOf(cause), cause);
  }
  return length === size ? result : damaged(where, `${size} bytes`, length > size ? 'more' : `${length}`);
}
