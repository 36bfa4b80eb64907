import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plusFromState } from 'pure-rand/generator/xoroshiro128plus';
import { describe, expect, it } from 'vitest';
import { OptionError } from '../src/errors.ts';
import { Random } from '../src/random.ts';

const draw = <T>(count: number, next: () => T): T[] => Array.from({ length: count }, next);

describe('Random', () => {
  it('gives the same numbers for seed 42, in every engine and version', () => {
    const random = new Random(42);
    expect(draw(6, () => random.below(1000))).toMatchInlineSnapshot(`
      [
        531,
        453,
        496,
        733,
        83,
        698,
      ]
    `);
    expect(draw(3, () => random.uniform())).toMatchInlineSnapshot(`
      [
        0.9482264792210328,
        0.484900646327166,
        0.17009183028153207,
      ]
    `);
    expect(draw(3, () => random.normal())).toMatchInlineSnapshot(`
      [
        1.0990378657769482,
        1.326826758125054,
        -0.7560310582373541,
      ]
    `);
    expect(random.shuffle([0, 1, 2, 3, 4, 5, 6, 7])).toMatchInlineSnapshot(`
      [
        5,
        3,
        2,
        7,
        6,
        4,
        0,
        1,
      ]
    `);
  });

  it('draws integers as pure-rand does, even if many are rejected', () => {
    const random = new Random(9);
    const generator = xoroshiro128plusFromState(random.state());
    for (const n of [1, 2, 3, 7, 64, 1000, 2 ** 31 - 1, 2 ** 31, 2 ** 31 + 1, 3 * 2 ** 30, 2 ** 32 - 1, 2 ** 32]) {
      expect(draw(200, () => random.below(n))).toEqual(draw(200, () => uniformInt(generator, 0, n - 1)));
    }
    expect(random.state()).toEqual(generator.getState());
  });

  it('starts neighbouring seeds and streams far apart', () => {
    const starts = [
      ...draw(50, () => 0).map((_, seed) => new Random(seed).uniform()),
      ...draw(50, () => 0).map((_, stream) => new Random(7, stream + 1).uniform()),
      new Random(2 ** 40).uniform(),
      new Random(-1).uniform(),
    ].sort((a, b) => a - b);
    const mean = starts.reduce((sum, value) => sum + value, 0) / starts.length;
    expect(new Set(starts).size).toBe(starts.length);
    expect(Math.abs(mean - 0.5)).toBeLessThan(0.12);
    expect(starts[5]).toBeLessThan(0.2);
    expect(starts[starts.length - 6]).toBeGreaterThan(0.8);
  });

  it('continues from a saved state, and a clone does not affect its original', () => {
    const random = new Random(3);
    random.normal();
    const saved = JSON.parse(JSON.stringify(random.state()));
    const clone = random.clone();
    const ahead = draw(20, () => random.normal());
    expect(draw(20, () => clone.normal())).toEqual(ahead);
    const restored = Random.fromState(saved);
    expect(draw(20, () => restored.normal())).toEqual(ahead);
  });

  it('below(n) is uniform over 0 … n − 1', () => {
    const random = new Random(1);
    const counts = new Array<number>(7).fill(0);
    for (let i = 0; i < 70_000; i++) {
      const value = random.below(7);
      counts[value] = (counts[value] ?? 0) + 1;
    }
    expect(counts).toHaveLength(7);
    // Standard deviation of a count is 93.
    for (const count of counts) expect(Math.abs(count - 10_000)).toBeLessThan(5 * 93);
    expect(random.below(1)).toBe(0);
  });

  it('normal() has the moments and tails of the normal distribution', () => {
    const random = new Random(2);
    const values = draw(100_000, () => random.normal());
    const moment = (power: number) => values.reduce((sum, x) => sum + x ** power, 0) / values.length;
    expect(Math.abs(moment(1))).toBeLessThan(5 / Math.sqrt(100_000));
    expect(Math.abs(moment(2) - 1)).toBeLessThan(5 * Math.sqrt(2 / 100_000));
    expect(Math.abs(moment(4) - 3)).toBeLessThan(5 * Math.sqrt(96 / 100_000));
    const beyondTwo = values.filter((x) => Math.abs(x) > 2).length / values.length;
    expect(Math.abs(beyondTwo - 0.0455)).toBeLessThan(5 * Math.sqrt(0.0455 / 100_000));
  });

  it('normal() matches Math.log and Math.sqrt up to the last bits', () => {
    const random = new Random(9);
    const twin = random.clone();
    for (let i = 0; i < 2000; i++) {
      let s = 0;
      let x = 0;
      while (s <= 0 || s >= 1) {
        x = 2 * twin.uniform() - 1;
        const y = 2 * twin.uniform() - 1;
        s = x * x + y * y;
      }
      const expected = x * Math.sqrt((-2 * Math.log(s)) / s);
      expect(Math.abs(random.normal() - expected)).toBeLessThanOrEqual(1e-14 * Math.abs(expected));
    }
  });

  it('shuffle keeps every item and reaches every place', () => {
    const random = new Random(4);
    const places = new Set<number>();
    for (let i = 0; i < 200; i++) {
      const order = random.shuffle(Int32Array.from([0, 1, 2, 3, 4]));
      expect([...order].sort()).toEqual([0, 1, 2, 3, 4]);
      places.add(order.indexOf(0));
    }
    expect(places.size).toBe(5);
  });

  it.each([
    ['a seed that is not an integer', () => new Random(0.5)],
    ['a seed that is NaN', () => new Random(Number.NaN)],
    ['a stream beyond safe integers', () => new Random(1, 2 ** 60)],
    ['below(0)', () => new Random(1).below(0)],
    ['below(2.5)', () => new Random(1).below(2.5)],
    ['below(2^33)', () => new Random(1).below(2 ** 33)],
    ['a state of three words', () => Random.fromState([1, 2, 3])],
    ['an all-zero state, which would stand still', () => Random.fromState([0, 0, 0, 0])],
  ])('refuses %s', (_, act) => {
    expect(act).toThrow(OptionError);
  });
});
