import type { DatasetSummary } from '../worker/protocol.ts';

const grouped = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });

/** 20000 → "20,000". */
export function count(value: number): string {
  return grouped.format(value);
}

/** Three to four digits that matter: 41.83, 5.324, 0.0712. */
export function loss(value: number): string {
  if (!Number.isFinite(value)) return '–';
  return value >= 100 ? value.toFixed(1) : value >= 1 ? value.toFixed(2) : value.toFixed(4);
}

/** A rate: "1,234" or, when slow, "3.4". */
export function rate(value: number): string {
  if (!Number.isFinite(value)) return '–';
  return value >= 10 ? grouped.format(value) : value.toFixed(1);
}

/** Seconds as "0:07", "12:30" or "1:02:03". */
export function duration(seconds: number): string {
  if (!Number.isFinite(seconds)) return '–';
  const whole = Math.max(0, Math.round(seconds));
  const two = (value: number) => String(value).padStart(2, '0');
  const minutes = Math.floor(whole / 60);
  const tail = `${two(whole % 60)}`;
  return minutes < 60 ? `${minutes}:${tail}` : `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${tail}`;
}

/** 0.964 → "96.4 %". */
export function percent(fraction: number): string {
  return `${(100 * fraction).toFixed(1)} %`;
}

/** "1 picture", "20 pictures". */
export function plural(value: number, noun: string): string {
  return `${count(value)} ${noun}${value === 1 ? '' : 's'}`;
}

/** Bytes as "12 kB", "1.4 GB". */
export function bytes(value: number): string {
  const units = ['B', 'kB', 'MB', 'GB'];
  const power = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(1, value)) / 3));
  const scaled = value / 1000 ** power;
  return `${scaled >= 10 || power === 0 ? scaled.toFixed(0) : scaled.toFixed(1)} ${units[power]}`;
}

/** The note on a data set without a held-out split. */
export function heldOutNote({ heldOut }: DatasetSummary): string | undefined {
  if (heldOut !== undefined) return undefined;
  return 'no split is held out: nothing is validated, and the pictures shown are training pictures';
}
