import type { Results } from '../results.ts';

/** Offers the results as a JSON file, named after adapter and day. */
export function saveResults(results: Results): void {
  const { adapter, date } = results.circumstances;
  const name = adapter.toLowerCase().replace(/[^a-z0-9]+/g, '-');
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([JSON.stringify(results, undefined, 2)], { type: 'application/json' }));
  link.download = `fourgate-${name}-${date.slice(0, 10)}.json`;
  link.click();
  URL.revokeObjectURL(link.href);
}
