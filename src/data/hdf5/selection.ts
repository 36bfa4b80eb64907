import { DataError } from '../../errors.ts';
import type { Cursor } from './cursor.ts';

/** Consecutive rows in which the same columns are selected. */
export interface Band {
  readonly firstRow: number;
  readonly rows: number;
  /** Columns [from, to), ascending. */
  readonly spans: readonly (readonly [from: number, to: number])[];
  /** Selected elements per row. */
  readonly width: number;
  /** Elements selected above this band. */
  readonly before: number;
}

/** Selected elements of a matrix, in the order in which they are read: row by row. */
export interface Selection {
  readonly bands: readonly Band[];
  readonly size: number;
}

/** A dataset's axes as those of a matrix: a dataset with one axis is a column. */
export interface Matrix {
  readonly rows: number;
  readonly columns: number;
}

interface Block {
  readonly rows: readonly [from: number, to: number];
  readonly columns: readonly [from: number, to: number];
}

const NONE = 0;
const HYPERSLAB = 2;
const ALL = 3;
const REGULAR = 0x01;
/** More pieces than any practical mapping has, and few enough to list. */
const MOST_BLOCKS = 1 << 22;

/** A selection from the list of sources. @throws DataError when it is unlimited, or reaches beyond `matrix` */
export function readSelection(cursor: Cursor, rank: number, matrix: Matrix): Selection {
  const type = cursor.u32();
  const version = cursor.version(1, 2, 3);
  cursor.skip(3);
  if (type === NONE || type === ALL) {
    cursor.skip(8);
    const { rows, columns } = matrix;
    return selectionOf(type === NONE ? [] : [{ rows: [0, rows], columns: [0, columns] }]);
  }
  if (type !== HYPERSLAB) throw cursor.fail(`a selection of type ${type}`);
  const blocks = version === 1 ? readCorners(cursor, rank) : readRegular(cursor, rank, version);
  const fits = ({ rows, columns }: Block) => rows[1] <= matrix.rows && columns[1] <= matrix.columns;
  if (blocks.every(fits)) return selectionOf(blocks);
  throw cursor.fail(`a part beyond the end of ${matrix.rows} rows of ${matrix.columns}`);
}

/** Version 1 lists blocks by their first and last corners, 4 bytes a coordinate. */
function readCorners(cursor: Cursor, rank: number): Block[] {
  cursor.skip(8);
  return cornersOf(cursor, rank, 4);
}

function cornersOf(cursor: Cursor, rank: number, coordinateBytes: number): Block[] {
  requireRank(cursor, rank);
  const count = cursor.unsigned(coordinateBytes);
  if (count * 2 * rank * coordinateBytes > cursor.left) throw cursor.fail('fewer blocks than it announces');
  const corner = () => Array.from({ length: rank }, () => cursor.unsigned(coordinateBytes));
  return Array.from({ length: count }, () => {
    const [first, last] = [corner(), corner()];
    return blockOf(first.map((from, axis) => [from, (last[axis] ?? 0) + 1] as const));
  });
}

/** Versions 2 and 3 describe repeated blocks by start, stride, count and size along each axis. */
function readRegular(cursor: Cursor, rank: number, version: number): Block[] {
  const regular = (cursor.u8() & REGULAR) !== 0;
  const bytes = version === 2 ? 8 : cursor.u8();
  if (version === 2) cursor.skip(4);
  if (!regular) return cornersOf(cursor, rank, bytes);
  requireRank(cursor, rank);
  const axes = Array.from({ length: rank }, () => {
    const start = cursor.unsigned(bytes);
    const stride = cursor.unsigned(bytes);
    return intervals(cursor, start, stride, endless(cursor, bytes), endless(cursor, bytes));
  });
  const [rows = [], columns = [[0, 1] as const]] = axes;
  if (rows.length * columns.length > MOST_BLOCKS) throw cursor.fail(`${rows.length * columns.length} blocks`);
  return rows.flatMap((row) => columns.map((column) => ({ rows: row, columns: column })));
}

/** A number; with all bits set it means that the dataset may grow without limit. */
function endless(cursor: Cursor, bytes: number): number {
  if (!cursor.bytes.subarray(cursor.at, cursor.at + bytes).every((byte) => byte === 255)) return cursor.unsigned(bytes);
  throw new DataError({
    where: cursor.where,
    expected: cursor.what,
    found: 'sources that may grow without limit',
    remedy: "Write the numbers themselves: with h5py, f2['features'] = f['features'][:].",
  });
}

function intervals(
  cursor: Cursor,
  start: number,
  stride: number,
  count: number,
  size: number,
): (readonly [number, number])[] {
  if (count === 1 || stride === size) return [[start, start + count * size]];
  if (count > MOST_BLOCKS || stride < size) throw cursor.fail(`${count} blocks of ${size}, ${stride} apart`);
  return Array.from({ length: count }, (_, i) => [start + i * stride, start + i * stride + size] as const);
}

function requireRank(cursor: Cursor, rank: number): void {
  const found = cursor.u32();
  if (found !== rank) throw cursor.fail(`a selection of ${found} axes in a dataset of ${rank}`);
}

function blockOf([rows = [0, 0], columns = [0, 1]]: readonly (readonly [number, number])[]): Block {
  return { rows, columns };
}

/** The first element of a matrix that no selection contains, if there is one. */
export function firstOutside(
  selections: readonly Selection[],
  { rows, columns }: Matrix,
): { readonly row: number; readonly column: number } | undefined {
  const blocks = selections
    .flatMap(({ bands }) => bands)
    .flatMap(({ firstRow, rows: count, spans }) =>
      spans.map((span): Block => ({ rows: [firstRow, firstRow + count], columns: span })),
    );
  let row = 0;
  for (const band of columns === 0 ? [] : selectionOf(blocks).bands) {
    if (band.firstRow > row) break;
    const [[left, right] = [0, 0]] = band.spans;
    if (band.width < columns) return { row, column: left > 0 ? 0 : right };
    row = band.firstRow + band.rows;
  }
  return row < rows && columns > 0 ? { row, column: 0 } : undefined;
}

/** Sorts blocks into bands, top to bottom: a band ends wherever a block begins or ends. */
function selectionOf(blocks: readonly Block[]): Selection {
  const edges = [...new Set(blocks.flatMap(({ rows }) => rows))].sort((a, b) => a - b);
  const pending = blocks.toSorted((a, b) => b.rows[0] - a.rows[0]);
  const bands: Band[] = [];
  let open: Block[] = [];
  let before = 0;
  for (const [i, firstRow] of edges.entries()) {
    const nextRow = edges[i + 1] ?? firstRow;
    open = open.filter(({ rows }) => rows[1] > firstRow);
    while (pending.at(-1)?.rows[0] === firstRow) open.push(pending.pop() as Block);
    if (open.length === 0 || nextRow === firstRow) continue;
    const spans = joined(open.map(({ columns }) => columns));
    const width = spans.reduce((sum, [from, to]) => sum + to - from, 0);
    bands.push({ firstRow, rows: nextRow - firstRow, spans, width, before });
    before += width * (nextRow - firstRow);
  }
  return { bands, size: before };
}

/** Spans in ascending order, adjacent ones merged. */
function joined(spans: readonly (readonly [number, number])[]): [number, number][] {
  const out: [number, number][] = [];
  for (const [from, to] of spans.toSorted((a, b) => a[0] - b[0])) {
    const last = out.at(-1);
    if (last && from <= last[1]) last[1] = Math.max(last[1], to);
    else out.push([from, to]);
  }
  return out;
}
