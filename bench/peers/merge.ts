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

/** One result from those of pages that ran one library each. */
export function mergePeers(results: readonly SectionResult[]): SectionResult {
  const [first] = results;
  if (!first) throw new OptionError({ where: 'peers', expected: 'at least one library', found: 'none' });
  const rows = withRatios(results.flatMap(({ tables }) => tables.flatMap((table) => table.rows)));
  return {
    ...first,
    tables: first.tables.map((table) => ({ ...table, rows })),
    faults: results.flatMap(({ faults }) => faults),
  };
}
