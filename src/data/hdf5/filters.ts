import { DataError } from '../../errors.ts';
import { fletcher32 } from './checksum.ts';
import { damaged } from './cursor.ts';
import { DEFLATE_RATIO, inflate, LZF_RATIO, unLzf } from './decompress.ts';
import type { Filter } from './filter_pipeline.ts';
import { unscale } from './scale_offset.ts';

/** Undoes a filter. `most` is the maximum output in bytes; `fail` makes the error for invalid bytes. */
type Undo = (bytes: Uint8Array, filter: Filter, most: number, fail: Fail) => Uint8Array;
export type Fail = (found: string) => DataError;

const FLETCHER_BYTES = 4;

/** The filters that can be undone, by HDF5's numbers. */
const undo: Readonly<Record<number, Undo>> = {
  1: (bytes, _, most, fail) => inflate(bytes, most, fail),
  2: (bytes, { values }) => unshuffle(bytes, values[0] ?? 1),
  3: (bytes, _, __, fail) => verified(bytes, fail),
  5: (bytes, { values }, _, fail) => {
    // Only types with unused bits, which are not read anyway, are packed; all others are unchanged.
    if (values[1] === 1) return bytes;
    throw fail('numbers without their unused bits');
  },
  6: unscale,
  32000: (bytes, _, most, fail) => unLzf(bytes, most, fail),
};

/**
 * Maximum bytes of a chunk per stored byte; a scale-offset header alone can describe a whole chunk.
 */
export function greatestRatio(filters: readonly Filter[]): number {
  const ratios: Readonly<Record<number, number>> = { 1: DEFLATE_RATIO, 6: Number.POSITIVE_INFINITY, 32000: LZF_RATIO };
  return filters.reduce((product, { id }) => product * (ratios[id] ?? 1), 1);
}

/** @throws DataError when one of the filters cannot be undone */
export function requireFilters(where: string, filters: readonly Filter[]): void {
  const unknown = filters.find(({ id }) => undo[id] === undefined);
  if (unknown === undefined) return;
  throw new DataError({
    where,
    expected: 'numbers that are not compressed, or compressed with gzip or lzf',
    found: `filter ${unknown.name || 'without a name'} (number ${unknown.id})`,
    remedy: "Write the file again with h5py's compression='gzip' or none.",
  });
}

/**
 * A chunk as it was before its filters were applied.
 * @param skipped filters that were skipped, one bit each
 * @param chunkBytes bytes that must result
 * @param where the chunk, for messages
 * @throws DataError when there are fewer or more: HDF5 itself would return uninitialised memory for missing bytes
 */
export function unfilter(
  stored: Uint8Array,
  filters: readonly Filter[],
  skipped: number,
  chunkBytes: number,
  where: string,
): Uint8Array {
  const fail: Fail = (found) => damaged(where, `a chunk of ${chunkBytes} bytes`, found);
  let bytes = stored;
  for (let i = filters.length - 1; i >= 0; i--) {
    const filter = filters[i] as Filter;
    if (((skipped >>> i) & 1) === 1) continue;
    bytes = (undo[filter.id] as Undo)(bytes, filter, chunkBytes + FLETCHER_BYTES, fail);
  }
  if (bytes.length !== chunkBytes) throw fail(`${bytes.length} bytes`);
  return bytes;
}

/** Undoes the shuffle filter: from all first bytes, then all second bytes and so on, back to element after element. */
function unshuffle(bytes: Uint8Array, size: number): Uint8Array {
  const count = Math.floor(bytes.length / size);
  if (size <= 1 || count <= 1) return bytes;
  const out = new Uint8Array(bytes.length);
  for (let place = 0; place < size; place++) {
    const from = place * count;
    for (let i = 0; i < count; i++) out[i * size + place] = bytes[from + i] as number;
  }
  out.set(bytes.subarray(count * size), count * size);
  return out;
}

function verified(bytes: Uint8Array, fail: Fail): Uint8Array {
  const content = bytes.subarray(0, Math.max(0, bytes.length - FLETCHER_BYTES));
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length >= FLETCHER_BYTES && view.getUint32(content.length, true) === fletcher32(content)) return content;
  throw fail('a wrong Fletcher checksum');
}
