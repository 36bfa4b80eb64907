import { DataError } from '../errors.ts';
import { firstNonFinite } from '../finite.ts';
import type { FeatureMatrix } from './dataset.ts';

/**
 * A feature matrix over numbers in memory, which are referenced, not copied.
 * @param where name of the matrix in messages
 * @throws DataError naming row and column of a number that is not finite
 */
export function rowsInMemory(
  where: string,
  all: Float32Array,
  [count, length]: readonly [number, number],
): FeatureMatrix {
  requireFinite(where, all, length, (row) => row);
  return {
    count,
    length,
    readRows(indices) {
      requireRows(where, indices, count);
      const rows = new Float32Array(indices.length * length);
      for (let i = 0; i < indices.length; i++) {
        const start = (indices[i] ?? 0) * length;
        rows.set(all.subarray(start, start + length), i * length);
      }
      return rows;
    },
  };
}

/**
 * A feature matrix whose rows are computed when they are first read, and kept.
 * @param where name of the matrix in messages
 * @param rowOf the numbers of a row
 * @throws DataError naming row and column of a number that is not finite, when the row is read
 */
export function rowsOnDemand(
  where: string,
  [count, length]: readonly [number, number],
  rowOf: (row: number) => Float32Array,
): FeatureMatrix {
  const known: (Float32Array | undefined)[] = new Array(count).fill(undefined);
  const compute = (row: number) => {
    const numbers = rowOf(row);
    requireFinite(where, numbers, length, () => row);
    known[row] = numbers;
    return numbers;
  };
  return {
    count,
    length,
    onDemand: true,
    readRows(indices) {
      requireRows(where, indices, count);
      const rows = new Float32Array(indices.length * length);
      for (let i = 0; i < indices.length; i++) {
        const row = indices[i] ?? 0;
        rows.set(known[row] ?? compute(row), i * length);
      }
      return rows;
    },
  };
}

/** Rows computed between two chances to handle messages. */
const ROWS_AHEAD = 8;

/**
 * Computes on-demand rows before they are needed, and yields in between so that messages are handled.
 * @param proceed whether to continue
 * @throws DataError for a number that is not finite
 */
export async function readAhead(matrices: readonly FeatureMatrix[], proceed: () => boolean): Promise<void> {
  for (const matrix of matrices.filter(({ onDemand }) => onDemand)) {
    for (let row = 0; row < matrix.count; row += ROWS_AHEAD) {
      await new Promise((resolve) => setTimeout(resolve));
      if (!proceed()) return;
      matrix.readRows(Int32Array.from({ length: Math.min(ROWS_AHEAD, matrix.count - row) }, (_, i) => row + i));
    }
  }
}

/** @throws DataError when one of these rows does not exist */
export function requireRows(where: string, indices: ArrayLike<number>, count: number): void {
  for (let i = 0; i < indices.length; i++) {
    const row = indices[i];
    if (row !== undefined && Number.isInteger(row) && row >= 0 && row < count) continue;
    throw new DataError({ where, expected: `rows from 0 to ${count - 1}`, found: `row ${row}` });
  }
}

/** @throws DataError naming row and column of the first number that is not finite */
export function requireFinite(
  where: string,
  rows: Float32Array,
  length: number,
  rowOf: (place: number) => number,
): void {
  const at = firstNonFinite(rows);
  if (at < 0) return;
  throw new DataError({
    where: `${where}, row ${rowOf(Math.floor(at / length))}, column ${at % length}`,
    expected: 'a finite number',
    found: String(rows[at]),
    remedy: 'The features of this image were computed incorrectly: compute them again.',
  });
}
