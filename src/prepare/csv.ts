import { DataError } from '../errors.ts';

/** One record of a table. */
export interface CsvRow {
  /** The line on which it begins, from 1. */
  readonly line: number;
  readonly cells: readonly string[];
}

/** A quoted cell, in which quotes are doubled, or an unquoted one; and its end. */
const CELL = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n|\n|\r|$)/y;

/**
 * The records of comma-separated values (RFC 4180), without empty lines.
 * @param where name of the file in messages
 * @throws DataError naming the line of a quote that is never closed, or that is inside an unquoted cell
 */
export function* readCsv(where: string, text: string): Generator<CsvRow> {
  let line = 1;
  let begin = 1;
  let cells: string[] = [];
  CELL.lastIndex = 0;
  for (let at = 0; at < text.length; at = CELL.lastIndex) {
    CELL.lastIndex = at;
    const match = CELL.exec(text);
    if (!match) throw badQuote(`${where}, line ${line}`);
    const [whole, quoted, plain = '', end] = match;
    cells.push(quoted?.replaceAll('""', '"') ?? plain);
    line += whole.match(/\r\n|\n|\r/g)?.length ?? 0;
    // A comma at the very end is followed by one more, empty cell.
    if (end === ',' && at + whole.length === text.length) cells.push('');
    if (end === ',' && at + whole.length < text.length) continue;
    if (cells.length > 1 || cells[0] !== '') yield { line: begin, cells };
    begin = line;
    cells = [];
  }
}

const badQuote = (where: string) =>
  new DataError({
    where,
    expected: 'cells separated by commas, in quotes if they contain a comma or quote',
    found: 'a quote that is not closed, or text before or after quotes',
    remedy: 'Put the whole cell in quotes, and double every quote in it.',
  });
