import { expect, it } from 'vitest';
import { PairNumbers } from '../../src/metrics/pair_numbers.ts';

it('numbers pairs in the order of their first occurrence, however many, without collisions', () => {
  const numbers = new PairNumbers();
  const wanted = new Map<string, number>();
  const mixedUp: string[] = [];
  for (const a of [0, 1, 2 ** 31 - 1]) {
    for (let b = 0; b < 5000; b++) {
      for (const [first, second] of [
        [a, b],
        [b, a],
        [b, b],
      ] as const) {
        const key = `${first} ${second}`;
        if (!wanted.has(key)) wanted.set(key, wanted.size);
        if (numbers.numberOf(first, second) !== wanted.get(key)) mixedUp.push(key);
      }
    }
  }
  expect(mixedUp).toEqual([]);
  expect(numbers.size).toBe(wanted.size);
});
