import { DataError } from '../../errors.ts';
import { sizeOf } from '../../tensor.ts';
import { readTextAttributes } from './attributes.ts';
import { ChunkedBytes } from './chunked.ts';
import { damaged } from './cursor.ts';
import { readDataspace } from './dataspace.ts';
import { type ElementType, readDatatype } from './datatype.ts';
import type { FileBytes } from './file_bytes.ts';
import { type Filter, readFilters } from './filter_pipeline.ts';
import { requireFilters } from './filters.ts';
import { findObject } from './group.ts';
import { type Layout, readLayout } from './layout.ts';
import { decodeNumbers, kindOfNumber, type NumberArray } from './numbers.ts';
import { findMessage, readObjectHeader } from './object_header.ts';
import { neverWritten } from './presence.ts';
import { type RowSource, VirtualRows } from './virtual.ts';

const DATASPACE = 0x01;
const DATATYPE = 0x03;
const EXTERNAL_FILES = 0x07;
const LAYOUT = 0x08;
const FILTERS = 0x0b;

/** Virtual datasets of virtual datasets: deeper than this is a cycle. */
const MOST_LEVELS = 8;

/** A dataset as its header describes it. */
export interface StoredDataset {
  readonly shape: readonly number[];
  readonly type: ElementType;
  /** Rows that are stored, and have to be unpacked, together; 1 if rows are contiguous. */
  readonly chunkRows: number;
  /** Its fixed-length string attributes, by name. */
  readonly attributes: ReadonlyMap<string, string>;
  /** Its numbers, all of which exist. @throws DataError when some were never written, or are in another file */
  rows(): RowSource;
}

/**
 * Describes the dataset at `address`.
 * @param root address of the root group, from which a virtual dataset's sources are found
 * @param where file and dataset, for messages
 * @throws DataError when it is damaged, or compressed in a way that cannot be read
 */
export function describeDataset(
  file: FileBytes,
  root: number,
  address: number,
  where: string,
  level = 0,
): StoredDataset {
  const messages = readObjectHeader(file, address, 'a description of a dataset');
  const find = (type: number) => findMessage(file, messages, type);
  const [dataspace, datatype, layoutMessage] = [find(DATASPACE), find(DATATYPE), find(LAYOUT)];
  if (!dataspace || !datatype || !layoutMessage) throw damaged(where, 'a dataset', 'another object');
  const space = readDataspace(dataspace) ?? { shape: [], greatest: [] };
  const type = readDatatype(datatype);
  const layout = readLayout(layoutMessage);
  const filterMessage = find(FILTERS);
  const filters = filterMessage ? readFilters(filterMessage) : [];
  requireFilters(where, filters);
  const external = find(EXTERNAL_FILES) !== undefined;

  return {
    shape: space.shape,
    type,
    chunkRows: layout.kind === 'chunked' ? (layout.chunk[0] ?? 1) : 1,
    attributes: readTextAttributes(messages),
    rows() {
      if (external) throw inOtherFiles(where);
      if (kindOfNumber(type) === undefined) throw new DataError({ where, expected: 'numbers', found: type.name });
      if (layout.kind === 'virtual') return virtualRows(file, root, where, level, { ...layout, ...space, type });
      const read = readerOf(file, layout, { ...space, type, filters, where });
      return { shape: space.shape, read: (start, stop) => decodeNumbers(read(start, stop), type) };
    },
  };
}

interface Stored {
  readonly shape: readonly number[];
  readonly greatest: readonly number[];
  readonly type: ElementType;
  readonly filters: readonly Filter[];
  readonly where: string;
}

/** Reads the bytes of rows `start` to `stop` − 1. */
type ReadBytes = (start: number, stop: number) => Uint8Array<ArrayBuffer>;

function readerOf(file: FileBytes, layout: Exclude<Layout, { kind: 'virtual' }>, stored: Stored): ReadBytes {
  const { shape, type, where } = stored;
  const rowBytes = sizeOf(shape.slice(1)) * type.size;
  const bytes = sizeOf(shape) * type.size;
  if (layout.kind === 'chunked') {
    const chunkBytes = sizeOf(layout.chunk) * type.size;
    const chunks = { file, layout, space: stored, chunkBytes, filtered: stored.filters.length > 0, where };
    const chunked = new ChunkedBytes(chunks, stored.filters, type.size);
    return (start, stop) => chunked.read(start, stop);
  }
  if (layout.kind === 'compact') {
    if (layout.bytes.length < bytes) throw damaged(where, `${bytes} bytes`, `${layout.bytes.length}`);
    return (start, stop) => layout.bytes.slice(start * rowBytes, stop * rowBytes) as Uint8Array<ArrayBuffer>;
  }
  const { address } = layout;
  if (bytes === 0) return () => new Uint8Array(0);
  if (address === undefined) throw neverWritten(where);
  if (address + bytes > file.end) throw damaged(where, `${bytes} bytes of numbers`, `only ${file.end - address}`);
  return (start, stop) => file.read(address + start * rowBytes, (stop - start) * rowBytes, 'numbers', where);
}

function virtualRows(
  file: FileBytes,
  root: number,
  where: string,
  level: number,
  {
    shape,
    heap,
    entry,
    type,
  }: { shape: readonly number[]; heap: number | undefined; entry: number; type: ElementType },
): RowSource {
  if (level === MOST_LEVELS) throw damaged(where, 'a virtual dataset of other datasets', 'a cycle of them');
  if (heap === undefined) throw neverWritten(where);
  const allocate = (length: number): NumberArray => decodeNumbers(new Uint8Array(length * type.size), type);
  const open = (path: string): RowSource => {
    const source = `${where}, source ${path}`;
    const address = findObject(file, root, path);
    if (address === undefined)
      throw new DataError({ where: source, expected: 'a dataset', found: 'nothing with this name' });
    const dataset = describeDataset(file, root, address, source, level + 1);
    if (convertible(dataset.type, type)) return dataset.rows();
    const remedy = 'Give the virtual dataset the type of its sources.';
    throw new DataError({ where: source, expected: type.name, found: dataset.type.name, remedy });
  };
  return new VirtualRows({ file, heap, entry, shape, where, allocate, open });
}

/** Whether copying numbers from one typed array into the other equals HDF5's conversion. */
function convertible(from: ElementType, to: ElementType): boolean {
  if (from.name === to.name) return true;
  const isWide = to.name === 'float32' || to.name === 'float64';
  return isWide && kindOfNumber(from) !== undefined && !from.name.endsWith('int64');
}

function inOtherFiles(where: string): DataError {
  return new DataError({
    where,
    expected: 'numbers in this file',
    found: 'external storage in other files',
    remedy: 'Copy the dataset into a file of its own with h5repack.',
  });
}
