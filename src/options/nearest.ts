/**
 * How many letters must be inserted, deleted, replaced or swapped with their neighbour to turn one word into another (optimal
 * string alignment, Damerau 1964).
 */
export function distance(a: string, b: string): number {
  const rows = [Array.from({ length: b.length + 1 }, (_, j) => j)];
  for (let i = 1; i <= a.length; i++) {
    const [before, above = []] = [rows[i - 2], rows[i - 1]];
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = (above[j - 1] ?? 0) + Number(a[i - 1] !== b[j - 1]);
      const swaps = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      const swapped = swaps ? (before?.[j - 2] ?? 0) + 1 : replaced;
      row.push(Math.min((above[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, replaced, swapped));
    }
    rows.push(row);
  }
  return rows[a.length]?.[b.length] ?? 0;
}

/** A wrong name may differ from the right one by this share of its letters. */
const SHARE = 0.4;

/** For an unknown name, a remedy that suggests the nearest of `names`; empty if none is close. */
export function meant(found: string, names: readonly string[]): { readonly remedy?: string } {
  const start = found.split('=')[0] ?? found;
  const [nearest] = names
    .map((name) => ({ name, far: name.startsWith(start) && start.length > 4 ? 0 : distance(start, name) }))
    .filter(({ far }) => far <= SHARE * start.replace(/^-+/, '').length)
    .sort((one, other) => one.far - other.far);
  return nearest ? { remedy: `Did you mean ${nearest.name}?` } : {};
}
