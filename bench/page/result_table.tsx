import { cellText, heading } from '../format.ts';
import type { Cell, Column, Table } from '../results.ts';

/** A table of results; a wide one scrolls inside itself. */
export function ResultTable({ table: { caption, columns, rows } }: { readonly table: Table }) {
  return (
    <div class="scroll">
      <table>
        <caption>{caption}</caption>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column.label + column.unit} scope="col" class={column.unit === 'text' ? 'text' : ''}>
                {heading(column)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.slice(0, 2).join(' ')}>
              {columns.map((column, at) => (
                <Value key={column.label + column.unit} cell={row[at] ?? null} column={column} />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Value({ cell, column }: { readonly cell: Cell; readonly column: Column }) {
  const { text, spread } = cellText(cell, column);
  const kind = column.unit === 'text' ? 'text' : '';
  return (
    <td class={text === 'FAILED' ? `${kind} failed` : kind}>
      {text}
      {spread && <small>{spread}</small>}
      {column.meter && typeof cell === 'number' && (
        <span class="meter" style={{ '--share': String(Math.min(1, Math.max(0, cell))) }} />
      )}
    </td>
  );
}
