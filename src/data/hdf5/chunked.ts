import { sizeOf } from '../../tensor.ts';
import { type Chunk, type Chunks, gridOf, readChunks } from './chunk_index.ts';
import { damaged } from './cursor.ts';
import type { Filter } from './filter_pipeline.ts';
import { greatestRatio, unfilter } from './filters.ts';
import { neverWritten } from './presence.ts';

/** Unpacked chunks kept for the next read: rows are often read in sequence. */
const KEPT_BYTES = 4 << 20;

/** HDF5 itself long limited chunks to 4 GiB; single rows of such chunks could not be read efficiently anyway. */
const GREATEST_CHUNK = 1 << 30;

/** A dataset stored in chunks, each packed separately and found through an index. All of them exist. */
export class ChunkedBytes {
  readonly #chunks: Chunks;
  readonly #filters: readonly Filter[];
  readonly #elementBytes: number;
  readonly #grid: readonly number[];
  readonly #found: ReadonlyMap<number, Chunk>;
  readonly #kept = new Map<number, Uint8Array>();

  /** @throws DataError when the index is damaged, or chunks are missing, for which HDF5 would read its fill value */
  constructor(chunks: Chunks, filters: readonly Filter[], elementBytes: number) {
    const { layout, space, where, file } = chunks;
    if (layout.chunk.length !== space.shape.length || layout.chunk.some((size) => size === 0)) {
      const found = `chunks of (${layout.chunk.join(', ')}) for a shape of (${space.shape.join(', ')})`;
      throw damaged(where, 'chunks with as many axes as the dataset', found);
    }
    if (chunks.chunkBytes > GREATEST_CHUNK) throw damaged(where, 'chunks below 1 GiB', `${chunks.chunkBytes} bytes`);
    this.#chunks = chunks;
    this.#filters = filters;
    this.#elementBytes = elementBytes;
    this.#grid = gridOf(space.shape, layout.chunk);
    const count = sizeOf(this.#grid);
    this.#found = count > file.end ? new Map() : readChunks(chunks);
    this.#requireAll(count);
  }

  /** @throws DataError unless every chunk exists, lies within the file, and is long enough for its contents */
  #requireAll(count: number): void {
    const { file, where, chunkBytes, filtered } = this.#chunks;
    const ratio = greatestRatio(this.#filters);
    for (let number = 0; number < count; number++) {
      const chunk = this.#found.get(number);
      const there = () => `${where}, ${this.#rowsOf(number)}`;
      if (chunk === undefined) throw neverWritten(there());
      const fits = filtered ? chunk.bytes * ratio >= chunkBytes : chunk.bytes === chunkBytes;
      if (!fits) throw damaged(there(), `a chunk of ${chunkBytes} bytes`, `only ${chunk.bytes} bytes`);
      if (chunk.address + chunk.bytes <= file.end) continue;
      throw damaged(there(), `a chunk before byte ${file.end}, where the file ends`, `one at byte ${chunk.address}`);
    }
  }

  /** The bytes of rows `start` to `stop` − 1. */
  read(start: number, stop: number): Uint8Array<ArrayBuffer> {
    const { space, layout } = this.#chunks;
    const row = sizeOf(space.shape.slice(1));
    const out = new Uint8Array((stop - start) * row * this.#elementBytes);
    const rowChunks = sizeOf(this.#grid.slice(1));
    const [chunkRows = 1] = layout.chunk;
    const first = Math.floor(start / chunkRows) * rowChunks;
    const end = Math.ceil(stop / chunkRows) * rowChunks;
    for (let number = first; number < end; number++) this.#copy(number, start, stop, out);
    return out;
  }

  /** Copies a chunk's part of rows `start` to `stop` − 1. */
  #copy(number: number, start: number, stop: number, out: Uint8Array): void {
    const { shape } = this.#chunks.space;
    const { chunk } = this.#chunks.layout;
    const place = this.#place(number);
    const bytes = this.#unpacked(number, place);
    const copyAxis = (axis: number, from: number, to: number): void => {
      const size = chunk[axis] ?? 1;
      const origin = (place[axis] ?? 0) * size;
      const low = axis === 0 ? start : 0;
      const first = Math.max(origin, low);
      const count = Math.min(origin + size, axis === 0 ? stop : (shape[axis] ?? 0)) - first;
      const [source, target] = [from * size + first - origin, to * (shape[axis] ?? 1) + first - low];
      if (axis < shape.length - 1) {
        for (let i = 0; i < count; i++) copyAxis(axis + 1, source + i, target + i);
        return;
      }
      const width = this.#elementBytes;
      out.set(bytes.subarray(source * width, (source + count) * width), target * width);
    };
    copyAxis(0, 0, 0);
  }

  #unpacked(number: number, place: readonly number[]): Uint8Array {
    const kept = this.#kept.get(number);
    if (kept !== undefined) return kept;
    const { file, chunkBytes, where } = this.#chunks;
    const there = `${where}, ${this.#rowsOf(number)}`;
    const { address, bytes, skipped } = this.#found.get(number) as Chunk;
    const stored = file.read(address, bytes, 'a chunk', there);
    const filters = this.#isPlain(place) ? [] : this.#filters;
    const unpacked = unfilter(stored, filters, skipped, chunkBytes, there);
    this.#keep(number, unpacked);
    return unpacked;
  }

  #keep(number: number, unpacked: Uint8Array): void {
    this.#kept.set(number, unpacked);
    const most = Math.max(1, Math.floor(KEPT_BYTES / unpacked.length));
    for (const oldest of this.#kept.keys()) {
      if (this.#kept.size <= most) return;
      this.#kept.delete(oldest);
    }
  }

  /** Whether a chunk at the edge is stored without filters. */
  #isPlain(place: readonly number[]): boolean {
    const { layout, space } = this.#chunks;
    const beyond = (at: number, axis: number) => (at + 1) * (layout.chunk[axis] ?? 1) > (space.shape[axis] ?? 0);
    return layout.plainEdges && place.some(beyond);
  }

  #place(number: number): number[] {
    let left = number;
    return this.#grid
      .toReversed()
      .map((count) => {
        const at = left % count;
        left = Math.floor(left / count);
        return at;
      })
      .reverse();
  }

  #rowsOf(number: number): string {
    const { space, layout } = this.#chunks;
    const [chunkRows = 1] = layout.chunk;
    const first = Math.floor(number / sizeOf(this.#grid.slice(1))) * chunkRows;
    return `rows ${first} to ${Math.min(first + chunkRows, space.shape[0] ?? 0) - 1}`;
  }
}
