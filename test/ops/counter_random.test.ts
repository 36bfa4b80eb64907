import { describe, expect, it } from 'vitest';
import { counterHash, counterUniform } from '../../src/ops/counter_random.ts';

describe('counter-based random numbers', () => {
  it('are pcg4d: the published function, computed with big integers', () => {
    for (const counters of [
      [0, 0, 0, 0],
      [1, 2, 3, 4],
      [0xffffffff, 7, 0x80000000, 12345],
    ] as const) {
      const [seed, stream, step, index] = counters;
      expect(counterHash(seed, stream, step, index)).toBe(pcg4d(counters));
    }
  });

  it('are uniform: in mean, variance and every sixteenth of [0, 1)', () => {
    const n = 65_536;
    const values = Array.from({ length: n }, (_, index) => counterUniform(231, 1, 17, index));
    const mean = values.reduce((sum, value) => sum + value, 0) / n;
    const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / n;
    expect(Math.abs(mean - 0.5)).toBeLessThan(0.005);
    expect(Math.abs(variance - 1 / 12)).toBeLessThan(0.002);
    const bins = Array<number>(16).fill(0);
    for (const value of values) bins[Math.floor(value * 16)] = (bins[Math.floor(value * 16)] ?? 0) + 1;
    const chiSquared = bins.reduce((sum, count) => sum + (count - n / 16) ** 2 / (n / 16), 0);
    expect(chiSquared).toBeLessThan(37.7); // 15 degrees of freedom: exceeded once in a thousand seeds
  });

  it('are uncorrelated for neighbouring seeds, streams and steps', () => {
    const row = (seed: number, stream: number, step: number) =>
      Array.from({ length: 4096 }, (_, index) => counterUniform(seed, stream, step, index) - 0.5);
    const base = row(1, 1, 1);
    for (const other of [row(2, 1, 1), row(1, 2, 1), row(1, 1, 2)]) {
      const correlation = base.reduce((sum, value, i) => sum + value * (other[i] ?? 0), 0) / (4096 / 12);
      expect(Math.abs(correlation)).toBeLessThan(0.06);
    }
  });
});

function pcg4d(counters: readonly number[]): number {
  const mask = 0xffffffffn;
  let [x = 0n, y = 0n, z = 0n, w = 0n] = counters.map((c) => (BigInt(c) * 1664525n + 1013904223n) & mask);
  const mix = () => {
    x = (x + y * w) & mask;
    y = (y + z * x) & mask;
    z = (z + x * y) & mask;
    w = (w + y * z) & mask;
  };
  mix();
  [x, y, z, w] = [x ^ (x >> 16n), y ^ (y >> 16n), z ^ (z >> 16n), w ^ (w >> 16n)];
  mix();
  return Number(x);
}
