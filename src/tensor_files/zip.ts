import { Inflate } from 'fflate';
import { crc32 } from './crc32.ts';
import { damaged, messageOf, refused } from './json.ts';
import { type Entry, entriesOf } from './zip_directory.ts';

/** A file inside a zip file. */
export interface ZipMember {
  /** Its contents, unpacked and checked against their checksum. @throws CheckpointError when they are damaged */
  readonly content: () => Uint8Array;
  /** Unpacked bytes, according to the directory. */
  readonly size: number;
}

/** Maximum unpacked bytes of any file, and, for a large one, of each of its bytes. Weights hardly compress. */
const MOST_UNPACKED = 256 * 2 ** 20;
const MOST_RATIO = 8;
/** Maximum output bytes per byte of a deflated stream. */
const DEFLATE_RATIO = 1032;
/** Packed bytes per unpacking step. */
const PIECE = 2 ** 16;

/**
 * The files inside a zip file by name. Nothing is unpacked yet, and the announced sizes are within limits.
 * @throws CheckpointError when it is truncated, damaged or encrypted, or would unpack to far more than its own length
 */
export function readZip(bytes: Uint8Array, where: string): ReadonlyMap<string, ZipMember> {
  const members = new Map<string, ZipMember>();
  let [packed, unpacked] = [0, 0];
  for (const entry of entriesOf(bytes, where)) {
    const place = `${where}: ${entry.name}`;
    if (members.has(entry.name)) damaged(place, 'one file with this name', 'two');
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
    const remedy = 'If this size is right, save it uncompressed: np.savez instead of np.savez_compressed.';
    refused(where, `at most ${most} bytes unpacked`, `${unpacked}`, remedy);
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

/** Unpacks in pieces, so that a stream longer than announced is cut off at the announced size. */
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
