/**
 * Orders units so that like ones are neighbours: a short walk through all of them, each step as long as two units differ
 * (seriation). It begins greedily with the nearest of those left, and then turns pieces around while that makes it shorter
 * (2-opt, Croes 1958).
 * @param tables each (T, H), row by row
 * @returns (H) the units in that order
 */
export function orderUnits(tables: readonly Float32Array[], H: number): Uint32Array {
  const distances = distancesOf(tables, H);
  const between = (a: number, b: number) => distances[a * H + b] ?? 0;
  const order = nearestFirst(between, H);
  for (let pass = 0; pass < MOST_PASSES && shorten(order, between); pass++);
  return order;
}

/** Units number in the hundreds: a handful of passes leaves little to gain. */
const MOST_PASSES = 8;

type StepHooks = (a: number, b: number) => number;

/** (H, H) */
function distancesOf(tables: readonly Float32Array[], H: number): Float32Array {
  const distances = new Float32Array(H * H);
  for (const table of tables) {
    for (let row = 0; row < table.length; row += H) {
      for (let a = 0; a < H; a++) {
        const value = table[row + a] ?? 0;
        for (let b = 0; b < H; b++) {
          distances[a * H + b] = (distances[a * H + b] ?? 0) + (value - (table[row + b] ?? 0)) ** 2;
        }
      }
    }
  }
  return distances.map(Math.sqrt);
}

function nearestFirst(between: StepHooks, H: number): Uint32Array {
  const left = new Set(Array.from({ length: H }, (_, unit) => unit));
  const order = new Uint32Array(H);
  for (let place = 0, unit = 0; place < H; place++) {
    order[place] = unit;
    left.delete(unit);
    let next = unit;
    for (const other of left) if (next === unit || between(unit, other) < between(unit, next)) next = other;
    unit = next;
  }
  return order;
}

/** Turns every piece around that makes the walk shorter. @returns whether there was one */
function shorten(order: Uint32Array, between: StepHooks): boolean {
  const H = order.length;
  const step = (from: number, to: number) => (from < 0 || to >= H ? 0 : between(order[from] ?? 0, order[to] ?? 0));
  let shorter = false;
  for (let first = 0; first < H - 1; first++) {
    for (let last = first + 1; last < H; last++) {
      const [before, after] = [order[first - 1], order[last + 1]];
      const turned =
        (before === undefined ? 0 : between(before, order[last] ?? 0)) +
        (after === undefined ? 0 : between(order[first] ?? 0, after));
      if (turned >= step(first - 1, first) + step(last, last + 1) - 1e-6) continue;
      order.subarray(first, last + 1).reverse();
      shorter = true;
    }
  }
  return shorter;
}

/** One kind of numbers inside the network along a caption. */
export interface Strip {
  /** Input, forget, output and candidate gate, cell state, hidden state. */
  readonly name: 'i' | 'f' | 'o' | 'g' | 'c' | 'h';
  /** (T, H) a value for each word and unit: 0 to 1 for i, f and o, −1 to 1 for g and h, any for c. */
  readonly values: Float32Array;
}
