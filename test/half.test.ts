import { describe, expect, test } from 'vitest';
import { roundToHalf } from '../src/half.ts';
import { fromFloat16, toFloat16 } from '../src/half_bits.ts';

const every = Uint16Array.from({ length: 2 ** 16 }, (_, word) => word);
const values = fromFloat16(every);

/** The finite halves from 0 up, as numbers. */
const ladder = [...values.subarray(0, 0x7c00)];

describe('half precision', () => {
  test('every half survives a round trip, including NaNs', () => {
    const back = toFloat16(values);
    const notANumber = (word: number) => (word & 0x7c00) === 0x7c00 && (word & 0x3ff) !== 0;
    const wrong = every.filter((word) => (notANumber(word) ? !notANumber(back[word] ?? 0) : back[word] !== word));
    expect([...wrong]).toEqual([]);
    expect(values.every((value) => Object.is(roundToHalf(value), value))).toBe(true);
  });

  test('matches the numbers of the standard', () => {
    const known: [number, number][] = [
      [0x3c00, 1],
      [0xc000, -2],
      [0x7bff, 65504],
      [0x0400, 2 ** -14],
      [0x0001, 2 ** -24],
      [0x3555, 0.333251953125],
      [0x7c00, Infinity],
      [0x8000, -0],
    ];
    expect(known.map(([word]) => values[word])).toEqual(known.map(([, value]) => value));
  });

  test('rounds to the nearest, ties to even, between all neighbours', () => {
    const faults: number[] = [];
    for (let word = 0; word + 1 < ladder.length; word++) {
      const [below = 0, above = 0] = [ladder[word], ladder[word + 1]];
      const tie = (below + above) / 2;
      const even = word % 2 === 0 ? below : above;
      const least = (above - below) * 2 ** -30;
      for (const sign of [1, -1]) {
        const found = [tie - least, tie, tie + least].map((value) => roundToHalf(sign * value));
        if (found.join() !== [below, even, above].map((value) => sign * value).join()) faults.push(word);
      }
    }
    expect(faults).toEqual([]);
  });

  test('overflows from 65,520 on, and keeps NaN and the sign of 0', () => {
    expect([65519.99, 65520, -65520, 1e300, -Infinity].map(roundToHalf)).toEqual([
      65504,
      Infinity,
      -Infinity,
      Infinity,
      -Infinity,
    ]);
    expect(roundToHalf(Number.NaN)).toBeNaN();
    expect([2 ** -25, -(2 ** -25), 2 ** -25 * 1.0001].map(roundToHalf)).toEqual([0, -0, 2 ** -24]);
  });
});
