import { DataError } from '../../errors.ts';
import type { Cursor } from './cursor.ts';
import type { FileBytes } from './file_bytes.ts';
import type { NumberArray } from './numbers.ts';
import { neverWritten } from './presence.ts';
import { type Band, firstOutside, type Matrix, readSelection, type Selection } from './selection.ts';

/** A dataset whose rows can be read as numbers. */
export interface RowSource {
  readonly shape: readonly number[];
  /** Rows `start` to `stop` − 1. */
  read(start: number, stop: number): NumberArray;
}

/** A source of a virtual dataset, and the elements that it supplies. */
interface Mapping {
  readonly source: RowSource;
  readonly from: Selection;
  readonly to: Selection;
}

/** The virtual dataset, and how to open its sources. */
export interface VirtualLayout {
  readonly file: FileBytes;
  /** Address of the list of its sources. */
  readonly heap: number;
  readonly entry: number;
  readonly shape: readonly number[];
  /** Name of the dataset in messages. */
  readonly where: string;
  /** Makes an array of its number type. */
  readonly allocate: (length: number) => NumberArray;
  /** Opens a dataset of the same file. */
  readonly open: (path: string) => RowSource;
}

const CHECKSUM_BYTES = 4;

/** A dataset composed of parts of others in the same file. Every number has a source. */
export class VirtualRows implements RowSource {
  readonly shape: readonly number[];
  readonly #layout: VirtualLayout;
  readonly #mappings: readonly Mapping[];

  /** @throws DataError when a source is in another file or cannot be read, or numbers have no source */
  constructor(layout: VirtualLayout) {
    this.shape = layout.shape;
    this.#layout = layout;
    this.#mappings = readMappings(layout);
    const gap = firstOutside(
      this.#mappings.map(({ to }) => to),
      matrixOf(layout.shape, layout.where),
    );
    if (gap === undefined) return;
    throw neverWritten(`${layout.where}, row ${gap.row}, column ${gap.column}`);
  }

  read(start: number, stop: number): NumberArray {
    const { columns } = matrixOf(this.shape, this.#layout.where);
    const out = this.#layout.allocate((stop - start) * columns);
    for (const { source, from, to } of this.#mappings) {
      for (const band of to.bands) {
        const first = Math.max(start, band.firstRow);
        const end = Math.min(stop, band.firstRow + band.rows);
        if (first >= end) continue;
        const offset = band.before + (first - band.firstRow) * band.width;
        const numbers = gather(source, from, offset, (end - first) * band.width, this.#layout);
        let at = 0;
        for (let row = first; row < end; row++) {
          for (const [left, right] of band.spans) {
            const place = (row - start) * columns + left;
            out.set(numbers.subarray(at, at + right - left) as never, place);
            at += right - left;
          }
        }
      }
    }
    return out;
  }
}

/** `count` elements of a selection, from element `offset` on. */
function gather(
  source: RowSource,
  selection: Selection,
  offset: number,
  count: number,
  layout: VirtualLayout,
): NumberArray {
  const out = layout.allocate(count);
  const { columns } = matrixOf(source.shape, layout.where);
  for (let done = 0; done < count; ) {
    const band = bandOf(selection.bands, offset + done);
    const inBand = offset + done - band.before;
    const first = Math.floor(inBand / band.width);
    const end = Math.min(band.rows, Math.ceil((offset + count - band.before) / band.width));
    const read = source.read(band.firstRow + first, band.firstRow + end);
    // Elements of the first row to skip, and how many of the band to copy.
    let skip = inBand - first * band.width;
    let left = Math.min(count - done, (end - first) * band.width - skip);
    for (let row = 0; left > 0; row++) {
      for (const [from, to] of band.spans) {
        const start = Math.min(to, from + skip);
        skip -= start - from;
        const stop = Math.min(to, start + left);
        out.set(read.subarray(row * columns + start, row * columns + stop) as never, done);
        done += stop - start;
        left -= stop - start;
      }
    }
  }
  return out;
}

/** The band that contains an element of a selection. */
function bandOf(bands: readonly Band[], element: number): Band {
  let [low, high] = [0, bands.length - 1];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((bands[middle]?.before ?? 0) <= element) low = middle;
    else high = middle - 1;
  }
  return bands[low] as Band;
}

function readMappings(layout: VirtualLayout): Mapping[] {
  const { file, where, shape } = layout;
  const list = readHeapObject(file, layout.heap, layout.entry);
  list.version(0);
  const count = list.length();
  if (count > list.left) throw list.fail(`a list of ${count} sources`);
  const mappings: Mapping[] = [];
  for (let i = 0; i < count; i++) {
    const fileName = list.text();
    const path = list.text();
    requireSameFile(file, where, fileName, path);
    const source = layout.open(path);
    const from = readSelection(list, source.shape.length, matrixOf(source.shape, where));
    const to = readSelection(list, shape.length, matrixOf(shape, where));
    if (from.size !== to.size) throw list.fail(`${from.size} numbers for ${to.size} elements`);
    mappings.push({ source, from, to });
  }
  if (list.left < CHECKSUM_BYTES) throw list.fail('no checksum');
  return mappings;
}

function requireSameFile({ name }: FileBytes, where: string, fileName: string, path: string): void {
  const own = name.split(/[/\\]/).at(-1);
  if (fileName === '.' || fileName === own || fileName === name) return;
  throw new DataError({
    where,
    expected: 'numbers in this file',
    found: `a virtual dataset with numbers of ${path} in the file ${fileName}`,
    remedy: "Write its numbers into this file: with h5py, f2['features'] = f['features'][:].",
  });
}

function matrixOf(shape: readonly number[], where: string): Matrix {
  const [rows, columns = 1, ...more] = shape;
  if (rows !== undefined && more.length === 0) return { rows, columns };
  throw new DataError({
    where,
    expected: 'a virtual dataset and sources of one or two axes',
    found: `shape (${shape.join(', ')})`,
  });
}

const WHAT = 'a list of sources';

/** The object of that number in the collection of the global heap at `address`. */
function readHeapObject(file: FileBytes, address: number, number: number): Cursor {
  const { length } = file.widths;
  const header = file.cursor(address, 8 + length, WHAT);
  header.signature('GCOL');
  header.version(1);
  header.skip(3);
  const collection = file.cursor(address, header.length(), WHAT);
  collection.skip(8 + length);
  while (collection.left >= 8 + length) {
    const found = collection.u16();
    collection.skip(6);
    const size = collection.length();
    if (found === number) return collection.sub(size);
    // Number 0 is the free space.
    if (found === 0) break;
    collection.skip(Math.min(collection.left, Math.ceil(size / 8) * 8));
  }
  throw collection.fail(`no object ${number}`);
}
