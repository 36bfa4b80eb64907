import type { Random } from '../../src/random.ts';

/** Word numbers of the small vocabularies in tests: `<NULL>` 0, `<START>` 1, `<END>` 2, then words. */
export function wordToIdx(V: number): Record<string, number> {
  const names = ['<NULL>', '<START>', '<END>'];
  return Object.fromEntries(Array.from({ length: V }, (_, i) => [names[i] ?? `word${i}`, i]));
}

/** Minibatches that a batch plan must not trip over, each (N, T + 1) with V words. */
export const captionMixes: Readonly<Record<string, (N: number, T: number, V: number, random: Random) => Int32Array>> = {
  'every length': (N, T, V, random) => rows(N, (n) => sentence(T, 1 + (n % T), V, random)),
  'all full': (N, T, V, random) => rows(N, () => sentence(T, T, V, random)),
  'one word each': (N, T, V, random) => rows(N, () => sentence(T, 1, V, random)),
  'some all masked': (N, T, V, random) => rows(N, (n) => sentence(T, n % 2 === 0 ? 0 : T - 1, V, random)),
  'all masked': (N, T) => new Int32Array(N * (T + 1)),
  'nulls in the middle': (N, T, V, random) =>
    rows(N, (n) => sentence(T, T, V, random).map((word, t) => (t === 1 + (n % T) && t < T ? 0 : word))),
  'one word all over': (N, T, V) => new Int32Array(N * (T + 1)).fill(V - 1),
};

function rows(N: number, row: (n: number) => number[]): Int32Array {
  return Int32Array.from(Array.from({ length: N }, (_, n) => row(n)).flat());
}

/** A first word, `length` targets that are not `<NULL>`, and `<NULL>` to the end. */
function sentence(T: number, length: number, V: number, random: Random): number[] {
  return Array.from({ length: T + 1 }, (_, t) => (t <= length ? 1 + random.below(V - 1) : 0));
}
