import { DataError } from '../errors.ts';
import { sizeOf } from '../tensor.ts';
import type { H5Module } from './hdf5_module.ts';
import { arrayTypes, type NumberArray, typeName } from './hdf5_numbers.ts';

/** An open file as its datasets see it. */
export interface OpenFile {
  readonly module: H5Module;
  readonly id: bigint;
  readonly name: string;
  /** What lies at the root. */
  readonly names: readonly string[];
  /** Runs one call into HDF5. @throws DataError when the call fails or the file was closed */
  call<T>(where: string, expected: string, act: () => T): T;
}

/** Filters every build of HDF5 has: deflate, shuffle, fletcher32, nbit, scale-offset. */
const BUILT_IN_FILTERS = [1, 2, 3, 5, 6];

/** Bytes asked of HDF5 at a time: its heap grows to the largest read and never shrinks. */
const READ_BYTES = 4 << 20;

/** A dataset of numbers in an HDF5 file, of which rows are read when asked for. */
export class Hdf5Dataset {
  /** File and dataset, for messages. */
  readonly where: string;
  readonly shape: readonly number[];
  /** Element type as NumPy names it: int32, float32 … */
  readonly type: string;
  /** Rows that HDF5 stores, and has to unpack, together; 1 when rows lie one after the other. */
  readonly chunkRows: number;
  readonly #file: OpenFile;
  readonly #path: string;

  /** @throws DataError when there is no such dataset, or it is compressed in a way that cannot be read */
  constructor(file: OpenFile, name: string) {
    this.#file = file;
    this.#path = `/${name}`;
    this.where = `${file.name}: dataset ${name}`;
    requireDataset(file, name);
    const { module, id } = file;
    const metadata = file.call(this.where, 'a description', () => module.get_dataset_metadata(id, this.#path));
    this.shape = metadata.shape ?? [];
    this.type = typeName(module, metadata);
    this.chunkRows = metadata.chunks?.[0] ?? 1;
    requireFilters(file, this.where, this.#path);
  }

  /** @throws DataError when the dataset has another number of axes or another kind of numbers */
  require(rank: number, kind: 'integer' | 'float'): void {
    const axes = (count: number) => `${count} ${count === 1 ? 'axis' : 'axes'}`;
    if (this.shape.length !== rank) {
      const found = `${axes(this.shape.length)}, shape (${this.shape.join(', ')})`;
      throw new DataError({ where: this.where, expected: axes(rank), found });
    }
    const fits = this.type in arrayTypes && this.type.startsWith('float') === (kind === 'float');
    if (fits) return;
    const expected = kind === 'float' ? 'float32 or float64 numbers' : 'integers of 8 to 64 bits';
    throw new DataError({ where: this.where, expected, found: this.type });
  }

  /**
   * Rows `start` to `stop` − 1 as float32.
   * @throws DataError when a row does not exist, or the bytes are damaged
   */
  readFloats(start: number, stop: number): Float32Array {
    this.#requireRows(start, stop);
    const out = new Float32Array((stop - start) * this.#rowLength());
    this.#readBlocks(start, stop, (block, at) => {
      if (block instanceof Float32Array || block instanceof Float64Array) out.set(block, at);
    });
    return out;
  }

  /**
   * Rows `start` to `stop` − 1 as int32.
   * @throws DataError when a row does not exist, a number does not fit into 32 bits, or the bytes are damaged
   */
  readIntegers(start: number, stop: number): Int32Array {
    this.#requireRows(start, stop);
    const rowLength = this.#rowLength();
    const out = new Int32Array((stop - start) * rowLength);
    this.#readBlocks(start, stop, (block, at) => {
      for (let i = 0; i < block.length; i++) {
        const value = Number(block[i]);
        out[at + i] = value;
        if (out[at + i] === value) continue;
        const where = `${this.where}, row ${start + Math.floor((at + i) / rowLength)}`;
        throw new DataError({ where, expected: 'an integer that fits into 32 bits', found: String(block[i]) });
      }
    });
    return out;
  }

  /** Numbers a row. */
  #rowLength(): number {
    return sizeOf(this.shape.slice(1));
  }

  /** h5wasm would clamp such a slice and say nothing. */
  #requireRows(start: number, stop: number): void {
    const rows = this.shape[0] ?? 0;
    if (Number.isInteger(start) && Number.isInteger(stop) && start >= 0 && start <= stop && stop <= rows) return;
    const found = `rows ${start} to ${stop}`;
    throw new DataError({ where: this.where, expected: `rows between 0 and ${rows}`, found });
  }

  #readBlocks(start: number, stop: number, use: (block: NumberArray, at: number) => void): void {
    const arrayType = arrayTypes[this.type];
    if (arrayType === undefined) throw new DataError({ where: this.where, expected: 'numbers', found: this.type });
    const rowLength = this.#rowLength();
    const rowBytes = rowLength * arrayType.BYTES_PER_ELEMENT;
    if (rowBytes === 0) return;
    const fitting = Math.max(1, Math.floor(READ_BYTES / rowBytes));
    const wholeChunks = Math.floor(fitting / this.chunkRows) * this.chunkRows;
    const blockRows = wholeChunks > 0 ? wholeChunks : fitting;
    for (let row = start; row < stop; row += blockRows) {
      const count = Math.min(blockRows, stop - row);
      const bytes = this.#readBytes(row, count, count * rowBytes);
      use(new arrayType(bytes.buffer), (row - start) * rowLength);
    }
  }

  #readBytes(row: number, count: number, byteLength: number): Uint8Array<ArrayBuffer> {
    const { module, id } = this.#file;
    const counts = [count, ...this.shape.slice(1)].map(BigInt);
    const offsets = this.shape.map((_, axis) => (axis === 0 ? BigInt(row) : 0n));
    const strides = this.shape.map(() => 1n);
    const pointer = module._malloc(byteLength);
    if (pointer === 0) {
      throw new DataError({ where: this.where, expected: `${byteLength} bytes of memory`, found: 'none left' });
    }
    try {
      this.#file.call(`${this.where}, rows ${row} to ${row + count}`, 'numbers that can be read', () =>
        module.get_dataset_data(id, this.#path, counts, offsets, strides, BigInt(pointer)),
      );
      return new Uint8Array(module.HEAPU8.subarray(pointer, pointer + byteLength));
    } finally {
      module._free(pointer);
    }
  }
}

function requireDataset(file: OpenFile, name: string): void {
  const expected = `a dataset ${name}`;
  if (!file.names.includes(name)) {
    const found = file.names.length === 0 ? 'an empty file' : file.names.join(', ');
    throw new DataError({ where: file.name, expected, found });
  }
  const { module, id } = file;
  const kind = file.call(file.name, expected, () => module.get_type(id, `/${name}`));
  if (kind === module.H5G_DATASET) return;
  const found = kind === module.H5G_GROUP ? 'a group of that name' : 'a link to something else';
  throw new DataError({ where: file.name, expected, found });
}

function requireFilters(file: OpenFile, where: string, path: string): void {
  const filters = file.call(where, 'a list of filters', () => file.module.get_dataset_filters(file.id, path));
  const unknown = filters.find((filter) => !BUILT_IN_FILTERS.includes(filter.id));
  if (unknown === undefined) return;
  throw new DataError({
    where,
    expected: 'numbers that are not compressed, or compressed with gzip',
    found: `filter ${unknown.name || 'without a name'} (number ${unknown.id})`,
    remedy: "Write the file again with h5py's compression='gzip' or none.",
  });
}
