import { DataError } from './errors.ts';

/** A floating-point format, with the magnitude from which numbers round to infinity. */
export interface FloatFormat {
  readonly name: string;
  readonly end: number;
}

export const FLOAT64: FloatFormat = { name: 'float64', end: Number.POSITIVE_INFINITY };
export const FLOAT32: FloatFormat = { name: 'float32', end: 2 ** 128 - 2 ** 103 };
export const FLOAT16: FloatFormat = { name: 'float16', end: 65_520 };

/** The maximum float32. */
export const FLOAT32_MAX = (2 - 2 ** -23) * 2 ** 127;

/** Position of the first value that is not a finite number, or −1 if all of them are. */
export function firstNonFinite(values: ArrayLike<number>): number {
  return firstBeyond(values, FLOAT64);
}

/** Position of the first value that is not finite in this format, or −1 if all of them are. */
export function firstBeyond(values: ArrayLike<number>, { end }: FloatFormat): number {
  for (let i = 0; i < values.length; i++) {
    // Every comparison with NaN is false.
    if (!(Math.abs(values[i] as number) < end)) return i;
  }
  return -1;
}

/** Row, column, … of the number at `index` of a row-major array. */
export function placeOf(index: number, shape: readonly number[]): number[] {
  const place: number[] = [];
  let rest = index;
  for (const length of shape.toReversed()) {
    place.unshift(rest % length);
    rest = Math.floor(rest / length);
  }
  return place;
}

/** Numbers with their axes, in row-major order. */
interface Numbers {
  readonly shape: readonly number[];
  readonly data: ArrayLike<number>;
}

/**
 * Checks that numbers passed in are finite in the format that will store them.
 * @throws DataError naming the place of the first that is not
 */
export function requireFinite(where: string, { shape, data }: Numbers, format: FloatFormat): void {
  const at = firstBeyond(data, format);
  if (at < 0) return;
  const found = data[at] as number;
  throw new DataError({
    where: `${where}[${placeOf(at, shape).join(', ')}]`,
    expected: Number.isFinite(found) ? `a number that is finite in ${format.name}` : 'a finite number',
    found: `${found}`,
  });
}

/**
 * Checks that computed numbers are finite: the library never returns others.
 * @throws DataError naming the place of the first that is not
 */
export function requireComputed(where: string, { shape, data }: Numbers): void {
  const at = firstNonFinite(data);
  if (at < 0) return;
  throw new DataError({
    where: shape.length === 0 ? where : `${where}[${placeOf(at, shape).join(', ')}]`,
    expected: 'a finite result',
    found: `${data[at]}`,
    remedy: 'Parameters or inputs are damaged, or so large that the computation overflows.',
  });
}
