import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus, xoroshiro128plusFromState } from 'pure-rand/generator/xoroshiro128plus';
import { kindOf, wrongKind } from './arguments.ts';
import { OptionError } from './errors.ts';
import { integer } from './option_checks.ts';

/** Four 32-bit integers: the whole state of a `Random`. Survives JSON. */
export type RandomState = readonly number[];

/**
 * Seeded random numbers (xoroshiro128+). The same seed and stream give the same integers and, because only exactly
 * rounded arithmetic is used, the same floats in Node and every browser.
 */
export class Random {
  #generator = xoroshiro128plus(0);

  /**
   * @param seed any safe integer
   * @param stream a second integer: streams of one seed are unrelated, so that weights and minibatches can share a seed
   * @throws OptionError when seed or stream is not a safe integer
   */
  constructor(seed: number, stream = 0) {
    this.#generator = xoroshiro128plusFromState(scramble(integer('seed', seed), integer('stream', stream)));
  }

  /** A generator that continues from a `state()`. @throws OptionError when `state` is not one. */
  static fromState(state: RandomState): Random {
    const usable =
      Array.isArray(state) &&
      state.length === 4 &&
      state.every((word) => Number.isInteger(word)) &&
      state.some((word) => word !== 0);
    if (!usable) {
      throw new OptionError({
        where: 'random state',
        expected: 'four integers, not all zero',
        found: Array.isArray(state) ? `[${state.map(kindOf).join(', ')}]` : kindOf(state),
      });
    }
    const random = new Random(0);
    random.#generator = xoroshiro128plusFromState(state);
    return random;
  }

  state(): RandomState {
    return [...this.#generator.getState()];
  }

  clone(): Random {
    return Random.fromState(this.state());
  }

  /** An integer from 0 to n − 1, each equally likely. @throws OptionError when n is not a positive integer ≤ 2³². */
  below(n: number): number {
    if (!Number.isInteger(n) || n < 1 || n > 2 ** 32) {
      throw new OptionError({ where: 'Random.below', expected: 'an integer from 1 to 2^32', found: kindOf(n) });
    }
    // Numbers beyond the last multiple of n are rejected: their remainders would make small results likelier.
    const end = 2 ** 32 - (2 ** 32 % n);
    for (;;) {
      const drawn = this.#generator.next() + 2 ** 31;
      if (drawn < end) return drawn % n;
    }
  }

  /** A number in [0, 1), a multiple of 2⁻⁵³. */
  uniform(): number {
    return uniformFloat64(this.#generator);
  }

  /**
   * A standard normal number, by Marsaglia's polar method. The pair's second number is discarded: keeping it
   * would add to the state of four integers.
   */
  normal(): number {
    for (;;) {
      const x = 2 * this.uniform() - 1;
      const y = 2 * this.uniform() - 1;
      const s = x * x + y * y;
      if (s > 0 && s < 1) return x * Math.sqrt((-2 * portableLog(s)) / s);
    }
  }

  /**
   * Puts `items` in random order, in place (Fisher–Yates), and returns them.
   * @throws OptionError when they are neither a list nor a typed array
   */
  shuffle<A extends { [index: number]: unknown; length: number }>(items: A): A {
    if (!Array.isArray(items) && !(ArrayBuffer.isView(items) && 'length' in items)) {
      throw wrongKind('Random.shuffle', 'a list or a typed array', items);
    }
    for (let last = items.length - 1; last > 0; last--) {
      const other = this.below(last + 1);
      const kept = items[last];
      items[last] = items[other];
      items[other] = kept;
    }
    return items;
  }
}

/**
 * Natural logarithm of s in (0, 1) from additions, multiplications and divisions alone: `Math.log` may differ in its
 * last bit from engine to engine, and with it every weight of a model. ln m = 2 artanh((m − 1)/(m + 1)).
 */
function portableLog(s: number): number {
  let mantissa = s;
  let exponent = 0;
  while (mantissa < Math.SQRT1_2) {
    mantissa *= 2;
    exponent--;
  }
  const z = (mantissa - 1) / (mantissa + 1);
  let series = 0;
  // |z| ≤ 0.172: the first omitted term is below 1e-18.
  for (let power = 21; power >= 1; power -= 2) series = series * z * z + 1 / power;
  return exponent * Math.LN2 + 2 * z * series;
}

/**
 * Four state words from a seed and a stream. Without mixing, neighbouring seeds would start with neighbouring
 * numbers. The mixing constants are those of MurmurHash3's finalizer (Appleby), the increment is 2³² / golden ratio.
 */
function scramble(seed: number, stream: number): number[] {
  const words = [seed, Math.floor(seed / 2 ** 32), stream, Math.floor(stream / 2 ** 32)];
  let hash = 0;
  const absorb = (word: number) => {
    hash = (hash ^ (word | 0)) + 0x9e3779b9;
    hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
    hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
    hash ^= hash >>> 16;
    return hash;
  };
  for (const word of words) absorb(word);
  const state = words.map((_, index) => absorb(index));
  return state.some((word) => word !== 0) ? state : [1, 0, 0, 0];
}
