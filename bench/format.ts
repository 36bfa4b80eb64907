import type { Cell, Circumstances, Column } from './results.ts';

const grouped = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });

/** Three digits that matter, thousands grouped, no exponents: 12,300; 4.56; 0.0789. */
export function digits(value: number): string {
  if (!Number.isFinite(value)) return '–';
  if (Math.abs(value) >= 100) return grouped.format(value);
  const written = value.toPrecision(3);
  return written.includes('e') ? value.toFixed(9).replace(/0+$/, '') : written;
}

/** One number in the unit of its column, without the unit. */
export function number(value: number, { unit }: Column): string {
  if (!Number.isFinite(value)) return '–';
  if (unit === '%') return (100 * value).toFixed(0);
  if (unit === 'count') return grouped.format(value);
  return digits(value);
}

/** A cell as its main text and, for repeated measurements, the spread. */
export function cellText(cell: Cell, column: Column): { readonly text: string; readonly spread?: string } {
  if (cell === null) return { text: '–' };
  if (typeof cell === 'string') return { text: cell };
  if (typeof cell === 'number') return { text: number(cell, column) };
  const [low, high] = [number(cell.min, column), number(cell.max, column)];
  return { text: number(cell.median, column), ...(cell.runs > 1 && { spread: `${low}–${high}` }) };
}

/** Heading of a column, with its unit. */
export function heading({ label, unit }: Column): string {
  return unit === 'text' || unit === 'count' || unit === 'number' ? label : `${label}${label ? ', ' : ''}${unit}`;
}

/** The adapter's name; a software adapter is never shown without saying so. */
export function adapterText({
  adapter,
  driver,
  software,
}: Pick<Circumstances, 'adapter' | 'driver' | 'software'>): string {
  const name = driver ? `${adapter}, driver ${driver}` : adapter;
  return software ? `${name} (software adapter, not a GPU)` : name;
}
