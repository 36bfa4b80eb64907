import { DataError } from '../errors.ts';
import { sizeOf } from '../tensor.ts';
import type { FileBytes } from './hdf5/file_bytes.ts';
import { findObject, isGroup } from './hdf5/group.ts';
import type { Link } from './hdf5/link_message.ts';
import { kindOfNumber } from './hdf5/numbers.ts';
import { describeDataset, type StoredDataset } from './hdf5/stored_dataset.ts';
import type { RowSource } from './hdf5/virtual.ts';

/** What datasets need of an open file. */
export interface OpenFile {
  readonly file: FileBytes;
  /** Address of the root group. */
  readonly root: number;
  /** The links at the root, by name. */
  readonly links: ReadonlyMap<string, Link>;
  isClosed(): boolean;
}

/** The largest array that every browser can allocate, and a tolerable wait. */
const MOST_BYTES = 1 << 30;

/** A dataset of numbers in an HDF5 file, whose rows are read on demand. */
export class Hdf5Dataset {
  /** File and dataset, for messages. */
  readonly where: string;
  readonly shape: readonly number[];
  /** Element type as NumPy names it: int32, float32 … */
  readonly type: string;
  /** Rows that HDF5 stores, and that have to be unpacked, together; 1 if rows are contiguous. */
  readonly chunkRows: number;
  /** Its fixed-length string attributes, by name. */
  readonly attributes: ReadonlyMap<string, string>;
  readonly #open: OpenFile;
  readonly #stored: StoredDataset;
  #rows: RowSource | undefined;

  /** @throws DataError when the dataset does not exist, or is compressed in an unsupported way */
  constructor(open: OpenFile, name: string) {
    const { file, root } = open;
    this.where = `${file.name}: dataset ${name}`;
    this.#open = open;
    requireOpen(open, file.name);
    this.#stored = describeDataset(file, root, addressOf(open, name), this.where);
    this.shape = this.#stored.shape;
    this.type = this.#stored.type.name;
    this.chunkRows = this.#stored.chunkRows;
    this.attributes = this.#stored.attributes;
  }

  /**
   * @throws DataError when the dataset has another number of axes or another kind of numbers, or when some of them were
   * never written or are in another file
   */
  require(rank: number, kind: 'integer' | 'float'): void {
    const axes = (count: number) => `${count} ${count === 1 ? 'axis' : 'axes'}`;
    if (this.shape.length !== rank) {
      const found = `${axes(this.shape.length)}, shape (${this.shape.join(', ')})`;
      throw new DataError({ where: this.where, expected: axes(rank), found });
    }
    if (kindOfNumber(this.#stored.type) !== kind) {
      const expected = kind === 'float' ? 'float16, float32 or float64 numbers' : 'integers of 8 to 64 bits';
      throw new DataError({ where: this.where, expected, found: this.type });
    }
    this.#source();
  }

  /**
   * Rows `start` to `stop` − 1 as float32.
   * @throws DataError when a row does not exist, or the bytes are damaged
   */
  readFloats(start: number, stop: number): Float32Array {
    const read = this.#read(start, stop);
    if (read instanceof Float32Array) return read;
    if (read instanceof Float64Array) return new Float32Array(read);
    throw new DataError({ where: this.where, expected: 'floats', found: this.type });
  }

  /**
   * Rows `start` to `stop` − 1 as int32.
   * @throws DataError when a row does not exist, a number does not fit into 32 bits, or the bytes are damaged
   */
  readIntegers(start: number, stop: number): Int32Array {
    const read = this.#read(start, stop);
    if (read instanceof Int32Array) return read;
    const out = new Int32Array(read.length);
    for (let i = 0; i < read.length; i++) {
      const value = Number(read[i]);
      out[i] = value;
      if (out[i] === value) continue;
      const where = `${this.where}, row ${start + Math.floor(i / sizeOf(this.shape.slice(1)))}`;
      throw new DataError({ where, expected: 'an integer that fits into 32 bits', found: String(read[i]) });
    }
    return out;
  }

  #read(start: number, stop: number): ReturnType<RowSource['read']> {
    requireOpen(this.#open, this.where);
    const rows = this.shape[0] ?? 0;
    const bytes = (stop - start) * sizeOf(this.shape.slice(1)) * this.#stored.type.size;
    if (bytes > MOST_BYTES) {
      throw new DataError({
        where: this.where,
        expected: `at most ${MOST_BYTES} bytes in one read`,
        found: `${bytes}`,
      });
    }
    if (Number.isInteger(start) && Number.isInteger(stop) && start >= 0 && start <= stop && stop <= rows) {
      return this.#source().read(start, stop);
    }
    const found = `rows ${start} to ${stop}`;
    throw new DataError({ where: this.where, expected: `rows between 0 and ${rows}`, found });
  }

  #source(): RowSource {
    this.#rows ??= this.#stored.rows();
    return this.#rows;
  }
}

/** Whether a name refers to a dataset; also true for external links, so that opening one reports it. */
export function isDataset({ file, root, links }: OpenFile, name: string): boolean {
  if (links.get(name)?.kind === 'elsewhere') return true;
  const address = findObject(file, root, name);
  return address === undefined || !isGroup(file, address);
}

function requireOpen(open: OpenFile, where: string): void {
  if (open.isClosed()) throw new DataError({ where, expected: 'an open file', found: 'a closed file' });
}

function addressOf({ file, root, links }: OpenFile, name: string): number {
  const fault = { where: file.name, expected: `a dataset ${name}` };
  if (!links.has(name)) {
    const found = links.size === 0 ? 'an empty file' : [...links.keys()].sort().join(', ');
    throw new DataError({ ...fault, found });
  }
  const address = findObject(file, root, name);
  if (address === undefined) throw new DataError({ ...fault, found: 'a link to nothing' });
  if (isGroup(file, address)) throw new DataError({ ...fault, found: 'a group with this name' });
  return address;
}
