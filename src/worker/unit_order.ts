/**
 * Orders units so that like ones are neighbours: after each comes, of those that are left, the one whose values are nearest
 * to its own (greedy seriation). The first is the one with the greatest sum.
 * @param tables each (T, H), row by row
 * @returns (H) the units in that order
 */
export function orderUnits(tables: readonly Float32Array[], H: number): Uint32Array {
  const rows = tables.flatMap((table) =>
    Array.from({ length: table.length / H }, (_, t) => table.subarray(t * H, (t + 1) * H)),
  );
  const sum = (unit: number) => rows.reduce((total, row) => total + (row[unit] ?? 0), 0);
  const left = new Set(Array.from({ length: H }, (_, unit) => unit));
  const order = new Uint32Array(H);
  let next = [...left].reduce((a, b) => (sum(b) > sum(a) ? b : a), 0);
  for (let place = 0; place < H; place++) {
    const unit = next;
    order[place] = unit;
    left.delete(unit);
    let nearest = Number.POSITIVE_INFINITY;
    for (const other of left) {
      let distance = 0;
      for (const row of rows) distance += ((row[other] ?? 0) - (row[unit] ?? 0)) ** 2;
      if (distance >= nearest) continue;
      nearest = distance;
      next = other;
    }
  }
  return order;
}
