import { kindOf, requireObject } from './arguments.ts';
import { OptionError } from './errors.ts';

/** Throws an `OptionError` naming the first key of `options` that is not in `known`, or if it is not an object. */
export function rejectUnknownOptions(where: string, options: object, known: readonly string[]): void {
  requireObject(where, 'an object with options', options);
  const unknown = Object.keys(options).find((key) => !known.includes(key));
  if (unknown !== undefined) {
    throw new OptionError({
      where: `${where}: option ${unknown}`,
      expected: `one of ${known.join(', ')}`,
      found: unknown,
    });
  }
}

/** Returns `value` if it is an integer ≥ 1; throws an `OptionError` naming the option otherwise. */
export function positiveInteger(where: string, value: unknown): number {
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 1) return value;
  throw new OptionError({ where, expected: 'a positive integer', found: kindOf(value) });
}

/** Returns `value` if it is an integer ≥ 0; throws an `OptionError` naming the option otherwise. */
export function wholeNumber(where: string, value: unknown): number {
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value;
  throw new OptionError({ where, expected: 'an integer of at least 0', found: kindOf(value) });
}

/** Returns `value` if it is an integer; throws an `OptionError` naming the option otherwise. */
export function integer(where: string, value: unknown): number {
  if (typeof value === 'number' && Number.isSafeInteger(value)) return value;
  throw new OptionError({ where, expected: 'an integer', found: kindOf(value) });
}

/** Returns `value` if it is a finite number in [low, high]; throws an `OptionError` naming the option otherwise. */
export function numberBetween(where: string, value: unknown, low: number, high: number): number {
  if (typeof value === 'number' && Number.isFinite(value) && value >= low && value <= high) return value;
  throw new OptionError({ where, expected: `a number from ${low} to ${high}`, found: kindOf(value) });
}

/** Returns `value` if it is a finite number above 0; throws an `OptionError` naming the option otherwise. */
export function positiveNumber(where: string, value: unknown): number {
  if (typeof value === 'number' && Number.isFinite(value) && value > 0) return value;
  throw new OptionError({ where, expected: 'a number above 0', found: kindOf(value) });
}

/** Returns `value` if it is true or false; throws an `OptionError` naming the option otherwise. */
export function trueOrFalse(where: string, value: unknown): boolean {
  if (typeof value === 'boolean') return value;
  throw new OptionError({ where, expected: 'true or false', found: kindOf(value) });
}

/** Returns `value` if it is one of `choices`; throws an `OptionError` listing them otherwise. */
export function oneOf<const C extends readonly string[]>(where: string, value: unknown, choices: C): C[number] {
  const choice = choices.find((candidate) => candidate === value);
  if (choice !== undefined) return choice;
  throw new OptionError({
    where,
    expected: `one of ${choices.join(', ')}`,
    found: typeof value === 'string' ? value : kindOf(value),
  });
}
