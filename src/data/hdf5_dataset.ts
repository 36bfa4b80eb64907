import { DataError } from '../errors.ts';
import { sizeOf } from '../tensor.ts';
import { callHdf5, type H5Module } from './hdf5_module.ts';

/** A file as its datasets see it. */
export interface OpenFile {
  readonly id: bigint;
  readonly file: string;
  readonly names: readonly string[];
  isOpen(): boolean;
}

/** Number types of CS231n files and their likes. */
type NumberArray =
  | Int8Array
  | Uint8Array
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array
  | BigInt64Array
  | BigUint64Array
  | Float32Array
  | Float64Array;

type ArrayType = { new (buffer: ArrayBuffer): NumberArray; readonly BYTES_PER_ELEMENT: number };

const ARRAY_TYPES: Readonly<Record<string, ArrayType>> = {
  int8: Int8Array,
  uint8: Uint8Array,
  int16: Int16Array,
  uint16: Uint16Array,
  int32: Int32Array,
  uint32: Uint32Array,
  int64: BigInt64Array,
  uint64: BigUint64Array,
  float32: Float32Array,
  float64: Float64Array,
};

/** Filters every build of HDF5 has: deflate, shuffle, fletcher32, nbit, scale-offset. */
const BUILT_IN_FILTERS = [1, 2, 3, 5, 6];

/** Bytes asked of HDF5 at a time: its heap grows to the largest read and never shrinks. */
const READ_BYTES = 4 << 20;

/** A dataset of numbers in an HDF5 file, of which rows are read when asked for. */
export class Hdf5Dataset {
  /** File and dataset, for messages. */
  readonly where: string;
  readonly shape: readonly number[];
  /** Element type: int8 … uint64, float32, float64. */
  readonly type: string;
  /** Rows that HDF5 stores, and has to unpack, together; 1 when rows lie one after the other. */
  readonly chunkRows: number;
  readonly #module: H5Module;
  readonly #file: OpenFile;
  readonly #path: string;

  constructor(module: H5Module, file: OpenFile, name: string) {
    this.#module = module;
    this.#file = file;
    this.#path = `/${name}`;
    this.where = `${file.file}: dataset ${name}`;
    this.#requireOpen();
    const kind = callHdf5(this.where, 'a dataset', () => module.get_type(file.id, this.#path));
    if (kind !== module.H5G_DATASET) throw this.#missing(name, kind === module.H5G_GROUP);
    const metadata = callHdf5(this.where, 'a description that can be read', () =>
      module.get_dataset_metadata(file.id, this.#path),
    );
    this.shape = metadata.shape ?? [];
    this.type = typeName(module, metadata);
    this.chunkRows = metadata.chunks?.[0] ?? 1;
    this.#requireFilters();
  }

  /** @throws DataError when the dataset has another number of axes or another kind of numbers */
  require(rank: number, kind: 'integer' | 'float'): void {
    if (this.shape.length !== rank) {
      const axes = (count: number) => `${count} ${count === 1 ? 'axis' : 'axes'}`;
      const shape = `${axes(this.shape.length)}, shape (${this.shape.join(', ')})`;
      throw new DataError({ where: this.where, expected: axes(rank), found: shape });
    }
    const fits = this.type in ARRAY_TYPES && this.type.startsWith('float') === (kind === 'float');
    if (!fits) {
      const expected = kind === 'float' ? 'float32 or float64 numbers' : 'integers of 8 to 64 bits';
      throw new DataError({ where: this.where, expected, found: this.type });
    }
  }

  /**
   * Rows `start` to `stop` − 1 as float32.
   * @throws DataError when a row does not exist, or the bytes are damaged
   */
  readFloats(start: number, stop: number): Float32Array {
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
    const rowLength = this.#rowLength();
    const out = new Int32Array((stop - start) * rowLength);
    this.#readBlocks(start, stop, (block, at) => {
      for (let i = 0; i < block.length; i++) {
        out[at + i] = Number(block[i]);
        if (out[at + i] !== Number(block[i])) {
          const row = start + Math.floor((at + i) / rowLength);
          throw new DataError({
            where: `${this.where}, row ${row}`,
            expected: 'an integer that fits into 32 bits',
            found: String(block[i]),
          });
        }
      }
    });
    return out;
  }

  /** Numbers a row. */
  #rowLength(): number {
    return sizeOf(this.shape.slice(1));
  }

  #readBlocks(start: number, stop: number, use: (block: NumberArray, at: number) => void): void {
    this.#requireOpen();
    const arrayType = ARRAY_TYPES[this.type];
    const rows = this.shape[0];
    if (arrayType === undefined || rows === undefined) {
      throw new DataError({ where: this.where, expected: 'rows of numbers', found: this.type });
    }
    // h5wasm would clamp such a slice and say nothing.
    if (!(Number.isInteger(start) && Number.isInteger(stop) && start >= 0 && start <= stop && stop <= rows)) {
      throw new DataError({
        where: this.where,
        expected: `rows between 0 and ${rows}`,
        found: `rows ${start} to ${stop}`,
      });
    }
    const rowLength = this.#rowLength();
    const rowBytes = rowLength * arrayType.BYTES_PER_ELEMENT;
    if (rowBytes === 0) return;
    const wholeChunks = Math.max(1, Math.floor(READ_BYTES / (rowBytes * this.chunkRows))) * this.chunkRows;
    const blockRows = Math.min(wholeChunks, Math.max(1, Math.floor(READ_BYTES / rowBytes)));
    for (let row = start; row < stop; row += blockRows) {
      const count = Math.min(blockRows, stop - row);
      use(new arrayType(this.#readBytes(row, count, count * rowBytes)), (row - start) * rowLength);
    }
  }

  #readBytes(row: number, count: number, byteLength: number): ArrayBuffer {
    const module = this.#module;
    const counts = [count, ...this.shape.slice(1)].map(BigInt);
    const offsets = this.shape.map((_, axis) => (axis === 0 ? BigInt(row) : 0n));
    const strides = this.shape.map(() => 1n);
    const pointer = module._malloc(byteLength);
    if (pointer === 0) {
      throw new DataError({ where: this.where, expected: `${byteLength} bytes of memory`, found: 'none left' });
    }
    try {
      callHdf5(`${this.where}, rows ${row} to ${row + count}`, 'numbers that can be read', () =>
        module.get_dataset_data(this.#file.id, this.#path, counts, offsets, strides, BigInt(pointer)),
      );
      return module.HEAPU8.slice(pointer, pointer + byteLength).buffer as ArrayBuffer;
    } finally {
      module._free(pointer);
    }
  }

  #requireOpen(): void {
    if (this.#file.isOpen()) return;
    throw new DataError({ where: this.where, expected: 'an open file', found: 'a file that was closed' });
  }

  #requireFilters(): void {
    const filters = callHdf5(this.where, 'a list of filters', () =>
      this.#module.get_dataset_filters(this.#file.id, this.#path),
    );
    const unknown = filters.find((filter) => !BUILT_IN_FILTERS.includes(filter.id));
    if (unknown === undefined) return;
    throw new DataError({
      where: this.where,
      expected: 'numbers that are not compressed, or compressed with gzip',
      found: `filter ${unknown.name || 'without a name'} (number ${unknown.id})`,
      remedy: "Write the file again with h5py's compression='gzip' or none.",
    });
  }

  #missing(name: string, isGroup: boolean): DataError {
    const there = this.#file.names.length === 0 ? 'an empty file' : this.#file.names.join(', ');
    return new DataError({
      where: this.#file.file,
      expected: `a dataset ${name}`,
      found: isGroup ? 'a group of that name' : there,
    });
  }
}

/** The element type as NumPy names it, or the class of one that is no number. */
function typeName(module: H5Module, metadata: { type: number; size: number; signed: boolean; littleEndian: boolean }) {
  const bits = 8 * metadata.size;
  if (metadata.type === module.H5T_class_t.H5T_INTEGER.value) return `${metadata.signed ? '' : 'u'}int${bits}`;
  if (metadata.type === module.H5T_class_t.H5T_FLOAT.value) return `float${bits}`;
  const classes = Object.entries(module.H5T_class_t).find(([, { value }]) => value === metadata.type);
  return classes?.[0].replace('H5T_', '').toLowerCase() ?? `type ${metadata.type}`;
}
