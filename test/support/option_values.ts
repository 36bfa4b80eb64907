import { FLOAT32_MAX } from '../../src/finite.ts';
import type { NumberOption } from '../../src/options/declare.ts';
import { inRange } from '../../src/options/values.ts';
import type { Random } from '../../src/random.ts';

/** Smallest and largest number of a range, and one between them where there is one. */
export function limitsOf({ whole = false, min, max, above, below }: NumberOption): number[] {
  const step = whole ? 1 : 1e-9;
  const low = above !== undefined ? above + step : (min ?? -(2 ** 40));
  const high = below !== undefined ? below - step : (max ?? (whole ? Number.MAX_SAFE_INTEGER : FLOAT32_MAX));
  return [low, high, ...(whole ? [] : [low / 2 + high / 2])];
}

const around = (value: number) => [value - 1, value - 1e-9, value, value + 1e-9, value + 1, value * 2];

/** Numbers on both sides of an option's limits, and a few of every size. */
export function numbersFor(option: NumberOption, random: Random): number[] {
  const { min, max, above, below, off } = option;
  const bounds = [min, max, above, below, off, option.default].flatMap((bound) =>
    bound === undefined ? [] : around(bound),
  );
  const scattered = Array.from({ length: 40 }, () => {
    const size = (random.uniform() < 0.3 ? -1 : 1) * 10 ** (random.uniform() * 50 - 9);
    return random.uniform() < 0.5 ? Math.round(size) : size;
  });
  const plain = [
    -1,
    0,
    0.5,
    1,
    1.5,
    2,
    3,
    200,
    201,
    2 ** 31,
    2 ** 32,
    2 ** 53,
    FLOAT32_MAX,
    3.5e38,
    Number.NaN,
    Number.POSITIVE_INFINITY,
  ];
  const values = [...bounds, ...scattered, ...plain];
  return [...new Set([...values, ...limitsOf(option)])];
}

/** Whether both sides of a range are among some numbers: a check that they can tell something. */
export function bothSides(option: NumberOption, values: readonly number[]): boolean {
  return values.some((value) => inRange(option, value)) && values.some((value) => !inRange(option, value));
}
