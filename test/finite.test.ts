import { describe, expect, it } from 'vitest';
import { firstNonFinite } from '../src/finite.ts';

describe('firstNonFinite', () => {
  it.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])('finds %s', (value) => {
    expect(firstNonFinite([0, 1, value, 2, value])).toBe(2);
    expect(firstNonFinite(Float32Array.of(value))).toBe(0);
  });

  it('passes every finite number', () => {
    expect(firstNonFinite([0, -0, 5e-324, -Number.MAX_VALUE, Number.MAX_VALUE])).toBe(-1);
    expect(firstNonFinite(new Float32Array(0))).toBe(-1);
  });
});
