import { OptionError } from '../../src/errors.ts';
import type { Cell, SectionResult } from '../results.ts';

/** Place of the ratio among the columns of the peers' table. */
const RATIO = 4;

/** Fills in how many times as long as Fourgate each library takes: rows may have been found in pages of their own. */
export function withRatios(rows: readonly (readonly Cell[])[]): Cell[][] {
  const stepOf = ([, step]: readonly Cell[]) => (step && typeof step === 'object' ? step.median : Number.NaN);
  const own = rows.find(([library]) => String(library).startsWith('Fourgate')) ?? [];
  return rows.map((row) => [...row.slice(0, RATIO), stepOf(row) / stepOf(own)]);
}

type Rows = readonly (readonly Cell[])[];

/**
 * One result from those of pages that ran one library each.
 * @param arrange what becomes of the rows of all of them
 */
export function mergeResults(results: readonly SectionResult[], arrange: (rows: Rows) => Rows): SectionResult {
  const [first] = results;
  if (!first) throw new OptionError({ where: 'peers', expected: 'at least one library', found: 'none' });
  const rows = arrange(results.flatMap(({ tables }) => tables.flatMap((table) => table.rows)));
  return {
    ...first,
    tables: first.tables.map((table) => ({ ...table, rows })),
    notes: [...new Set(results.flatMap(({ notes }) => notes))],
    faults: results.flatMap(({ faults }) => faults),
  };
}

/** Of the training step, beside Fourgate's. */
export const mergePeers = (results: readonly SectionResult[]) => mergeResults(results, withRatios);

/** Of pictures: rows of the same work side by side. */
export const mergePictures = (results: readonly SectionResult[]) => mergeResults(results, bySameWork);

/** Rows by their first two cells, what was done and to how many, in the order in which these come first. */
export function bySameWork(rows: Rows): Rows {
  const keys = rows.map(([what, count]) => `${what} ${count}`);
  const place = ([what, count]: readonly Cell[]) => keys.indexOf(`${what} ${count}`);
  return rows.toSorted((a, b) => place(a) - place(b));
}
