import { describe, expect, it } from 'vitest';
import { crossing, logSlope, mapTiming, median, timing } from '../../bench/statistics.ts';

describe('median and spread', () => {
  it('of odd and even counts, in any order', () => {
    expect(median([5, 1, 3])).toBe(3);
    expect(median([4, 1, 3, 2])).toBe(2.5);
    expect(median([])).toBeNaN();
  });

  it('keeps minimum, maximum and count', () => {
    expect(timing([10, 2, 6])).toEqual({ median: 6, min: 2, max: 10, runs: 3 });
  });

  it('swaps minimum and maximum when times become rates', () => {
    expect(mapTiming(timing([2, 4, 8]), (ms) => 8 / ms)).toEqual({ median: 2, min: 1, max: 4, runs: 3 });
  });
});

describe('the slope of growth', () => {
  const sizes = [1, 2, 4, 8, 16];

  it.each([0, 0.5, 1, 2])('finds the power %d', (power) => {
    const times = sizes.map((size) => 7 * size ** power);
    expect(logSlope(sizes, times)).toBeCloseTo(power, 12);
  });

  it('fits through noise', () => {
    const times = sizes.map((size, i) => size * (i % 2 === 0 ? 1.05 : 0.95));
    expect(logSlope(sizes, times)).toBeGreaterThan(0.95);
    expect(logSlope(sizes, times)).toBeLessThan(1.05);
  });

  it('is undefined for one size', () => {
    expect(logSlope([4], [1])).toBeNaN();
  });
});

describe('the size from which the GPU is faster', () => {
  it('is interpolated between its neighbours, by the logarithm', () => {
    expect(crossing([1, 4, 16], [0.25, 0.5, 1.5], 1)).toBeCloseTo(8, 12);
  });

  it('is the first size if it always is, and undefined if it never is', () => {
    expect(crossing([2, 4], [3, 5], 1)).toBe(2);
    expect(crossing([2, 4], [0.1, 0.9], 1)).toBeUndefined();
  });
});
