import { sizeOf } from '../../tensor.ts';
import { walkTree } from './btree_v1.ts';
import { walkRecords } from './btree_v2.ts';
import { type Cursor, damaged } from './cursor.ts';
import type { Dataspace } from './dataspace.ts';
import { readExtensibleArray } from './extensible_array.ts';
import type { FileBytes } from './file_bytes.ts';
import { type Numbered, readFixedArray } from './fixed_array.ts';
import type { Layout } from './layout.ts';

/** Where a chunk is stored. */
export interface Chunk {
  readonly address: number;
  /** Stored bytes. */
  readonly bytes: number;
  /** Filters that were skipped, one bit each. */
  readonly skipped: number;
}

export type ChunkedLayout = Extract<Layout, { kind: 'chunked' }>;

/** A dataset's chunks as its index describes them. */
export interface Chunks {
  readonly file: FileBytes;
  readonly layout: ChunkedLayout;
  readonly space: Dataspace;
  /** Bytes of a chunk, unpacked. */
  readonly chunkBytes: number;
  readonly filtered: boolean;
  /** Name of the dataset in messages. */
  readonly where: string;
}

const WHAT = 'an index of chunks';
const CHUNK_NODES = 1;
const PLAIN_RECORDS = 10;
const FILTERED_RECORDS = 11;

/** Number of chunks along each axis. */
export function gridOf(shape: readonly number[], chunk: readonly number[]): number[] {
  return shape.map((size, axis) => Math.ceil(size / (chunk[axis] ?? 1)));
}

/** Every chunk in the index, by its number: chunks are numbered like elements, the last axis fastest. */
export function readChunks(chunks: Chunks): Map<number, Chunk> {
  const { file, layout, space, chunkBytes } = chunks;
  const grid = gridOf(space.shape, layout.chunk);
  const found = new Map<number, Chunk>();
  if (layout.address === undefined) return found;
  const { address } = layout;
  /** Keeps a chunk at this place of the grid, if it is still within the dataset. */
  const keep = (place: readonly number[], chunk: Chunk) => {
    if (place.some((at, axis) => at >= (grid[axis] ?? 0))) return;
    found.set(
      place.reduce((number, at, axis) => number * (grid[axis] ?? 1) + at, 0),
      chunk,
    );
  };
  switch (layout.index.kind) {
    case 'tree':
      readTree(chunks, address, keep);
      break;
    case 'tree of version 2':
      readTreeOfVersion2(chunks, address, keep);
      break;
    case 'single':
      found.set(0, { address, bytes: layout.index.bytes ?? chunkBytes, skipped: layout.index.skipped });
      break;
    case 'implicit':
      if (sizeOf(grid) * chunkBytes > file.end) throw damaged(chunks.where, 'chunks in the file', 'a shorter file');
      for (let i = 0; i < sizeOf(grid); i++) {
        found.set(i, { address: address + i * chunkBytes, bytes: chunkBytes, skipped: 0 });
      }
      break;
    case 'fixed array':
      readArray(chunks, readFixedArray(file, address, WHAT), keep);
      break;
    case 'extensible array':
      readArray(chunks, readExtensibleArray(file, address, WHAT), keep);
      break;
  }
  return found;
}

type Keep = (place: readonly number[], chunk: Chunk) => void;

function readTree({ file, layout }: Chunks, address: number, keep: Keep): void {
  const rank = layout.chunk.length;
  const tree = { address, type: CHUNK_NODES, keyBytes: 8 + 8 * (rank + 1), what: WHAT };
  walkTree(file, tree, (key, chunkAddress) => {
    const [bytes, skipped] = [key.u32(), key.u32()];
    const place = layout.chunk.map((size) => key.unsigned(8) / size);
    if (!place.every(Number.isInteger)) throw key.fail('a chunk that is not aligned to the grid');
    keep(place, { address: chunkAddress, bytes, skipped });
  });
}

function readTreeOfVersion2(chunks: Chunks, address: number, keep: Keep): void {
  const { file, layout, filtered } = chunks;
  walkRecords(file, address, filtered ? FILTERED_RECORDS : PLAIN_RECORDS, WHAT, (record) => {
    const chunk = readElement(chunks, record.sub(record.bytes.length - 8 * layout.chunk.length));
    const place = layout.chunk.map(() => record.unsigned(8));
    if (chunk !== undefined) keep(place, chunk);
  });
}

/** Arrays number chunks as if the dataset had grown to its limits and its unlimited axis came first. */
function readArray(chunks: Chunks, elements: Iterable<Numbered>, keep: Keep): void {
  const { layout, space } = chunks;
  const limits = gridOf(space.greatest, layout.chunk);
  const growing = Math.max(0, limits.indexOf(Number.POSITIVE_INFINITY));
  const order = [...limits.keys()].filter((axis) => axis !== growing).reverse();
  order.push(growing);
  for (const [number, element] of elements) {
    const chunk = readElement(chunks, element);
    if (chunk === undefined) continue;
    const place = new Array<number>(limits.length).fill(0);
    let left = number;
    for (const axis of order) {
      const limit = limits[axis] ?? 1;
      place[axis] = Number.isFinite(limit) ? left % limit : left;
      left = Number.isFinite(limit) ? Math.floor(left / limit) : 0;
    }
    keep(place, chunk);
  }
}

/** An entry of an index: an address, and the chunk's size and filters. */
function readElement({ chunkBytes, filtered }: Chunks, element: Cursor): Chunk | undefined {
  const address = element.address();
  if (address === undefined) return undefined;
  if (!filtered) return { address, bytes: chunkBytes, skipped: 0 };
  return { address, bytes: element.unsigned(element.left - 4), skipped: element.u32() };
}
