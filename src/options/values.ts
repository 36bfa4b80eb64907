import { kindOf } from '../arguments.ts';
import { OptionError } from '../errors.ts';
import { FLOAT32_MAX } from '../finite.ts';
import { rejectUnknownOptions } from '../option_checks.ts';
import {
  choicesOf,
  type Option,
  type Options,
  type OptionsOf,
  type Range,
  type SettingsOf,
  type ValueOf,
} from './declare.ts';

/** "from 1 to 10", "above 0 and at most 1", "from 0 up" */
export function limitsInWords({ min, max, above, below }: Range): string {
  const upper = max === FLOAT32_MAX ? '3.4e38' : max;
  if (above !== undefined) {
    return `above ${above}${below !== undefined ? ` and below ${below}` : upper !== undefined ? ` and at most ${upper}` : ''}`;
  }
  const from = min === undefined ? '' : `from ${min}`;
  const to =
    below !== undefined ? `to below ${below}` : upper !== undefined ? `to ${upper}` : min !== undefined ? 'up' : '';
  return [from, to].filter((part) => part !== '').join(' ');
}

/** What a number may be, such as "an integer from 1 to 10". */
export function rangeInWords(range: Range): string {
  if (range.whole && range.min === 1 && range.max === undefined) return 'a positive integer';
  return `${range.whole ? 'an integer' : 'a number'} ${limitsInWords(range)}`.trim();
}

/** What the values of an option are, for a message or a table. */
export function expected(option: Option): string {
  switch (option.kind) {
    case 'number':
      return rangeInWords(option);
    case 'choice':
      return `one of ${choicesOf(option).join(', ')}`;
    case 'flag':
      return 'true or false';
    case 'words':
      return option.among ? `one of ${option.among.join(', ')}` : 'a list of words';
    case 'text':
      return 'a text';
  }
}

/** Whether a number is in range. */
export function inRange({ whole, min, max, above, below }: Range, value: unknown): value is number {
  if (typeof value !== 'number' || !(whole ? Number.isSafeInteger(value) : Number.isFinite(value))) return false;
  if (above !== undefined && value <= above) return false;
  if (below !== undefined && value >= below) return false;
  return value >= (min ?? Number.NEGATIVE_INFINITY) && value <= (max ?? Number.POSITIVE_INFINITY);
}

/** Whether the API takes a value. */
function fits(option: Option, value: unknown): boolean {
  switch (option.kind) {
    case 'number':
      return inRange(option, value);
    case 'choice':
      return typeof value === 'string' && Object.hasOwn(option.choices, value);
    case 'flag':
      return typeof value === 'boolean';
    case 'words': {
      const { among } = option;
      if (among && Array.isArray(value) && value.length === 0) return false;
      return (
        Array.isArray(value) && value.every((word) => typeof word === 'string' && (!among || among.includes(word)))
      );
    }
    case 'text':
      return typeof value === 'string';
  }
}

/** Whether a run, the page and the command line take a value: those of the API, and the one for leaving the option out. */
export function accepts(option: Option, value: unknown): boolean {
  return fits(option, value) || isOff(option, value);
}

/** Whether a value stands for leaving the option out. */
export function isOff(option: Option, value: unknown): boolean {
  return option.kind === 'number' && option.off !== undefined && value === option.off;
}

/** As `expected`, of what a run takes. */
export function expectedInRun(option: Option): string {
  const off =
    option.kind === 'number' && option.off !== undefined && !fits(option, option.off) ? option.off : undefined;
  return off === undefined ? expected(option) : `${expected(option)}, or ${off} for none`;
}

/** Whether a value of a run or a form is none to the API: it was not given, or stands for leaving the option out. */
export function isLeftOut(option: Option, value: unknown): boolean {
  return value === undefined || (isOff(option, value) && !fits(option, value));
}

function found(option: Option, value: unknown): string {
  if (option.kind === 'choice' && typeof value === 'string') return value;
  const wrong = option.kind === 'words' && Array.isArray(value) ? value.find((one) => !fits(option, [one])) : undefined;
  if (wrong === undefined) return kindOf(value);
  return typeof wrong === 'string' ? wrong : `a list with ${kindOf(wrong)}`;
}

/** Returns a value that the API takes. @throws OptionError naming the option otherwise */
export function checkValue<O extends Option>(where: string, option: O, value: unknown): ValueOf<O> {
  if (fits(option, value)) return value as ValueOf<O>;
  throw new OptionError({ where, expected: expected(option), found: found(option, value) });
}

/**
 * Holds that a run takes a value.
 * @param name of the run's option, where it is one
 * @throws OptionError naming the option otherwise
 */
export function checkRunValue(where: string, option: Option, value: unknown, name?: string): void {
  if (accepts(option, value)) return;
  const fault = { where, expected: expectedInRun(option), found: found(option, value) };
  throw new OptionError(name === undefined ? fault : { ...fault, option: name });
}

/** What stands after the place of a table for one of its options. */
const nameIn = (where: string, name: string) => `${where}${where.includes(': ') ? '.' : ': '}${name}`;

/**
 * The values of a table, each as it was given or as it is by default.
 * @param others names of options that are checked elsewhere
 * @throws OptionError naming an option that is unknown or out of range
 */
export function checkOptions<T extends Options>(
  where: string,
  table: T,
  given: OptionsOf<T>,
  others: readonly string[] = [],
): SettingsOf<T> {
  rejectUnknownOptions(where, given, [...Object.keys(table), ...others]);
  return valuesOf(where, table, given);
}

/** As `checkOptions`, of options whose names are known to be right. */
export function valuesOf<T extends Options>(where: string, table: T, given: OptionsOf<T>): SettingsOf<T> {
  const values: Record<string, unknown> = {};
  for (const [name, option] of Object.entries(table)) {
    const value: unknown = given[name] === undefined ? option.default : given[name];
    values[name] = value === undefined ? value : checkValue(nameIn(where, name), option, value);
  }
  return values as SettingsOf<T>;
}

/** Values as a saved training has them: without those that it has only where they are not the default. */
export function savedValues(table: Options, values: object): Readonly<Record<string, unknown>> {
  const implied = ([name, value]: [string, unknown]) => {
    const option = table[name];
    return option?.kind === 'number' && option.savedUnlessDefault === true && value === option.default;
  };
  return Object.fromEntries(Object.entries(values).filter((entry) => !implied(entry)));
}

/** Whether a text is a number in decimal notation: other notations that JavaScript knows are more often a slip. */
const DECIMAL = /^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$/i;

/** The number that a text says, or NaN. An integer has no point: 1.000 is a thousand to some. */
export function parseNumber(given: string, { whole }: Range): number {
  const plain = given.trim();
  return DECIMAL.test(plain) && !(whole && plain.includes('.')) ? Number(plain) : Number.NaN;
}

/** "a, with of" → the words */
export const wordsIn = (given: string): readonly string[] => given.split(/[\s,]+/).filter((word) => word !== '');

/** The value that a text says. @throws OptionError where it says none that a run takes */
export function parseValue(where: string, option: Option, given: string): unknown {
  const value =
    option.kind === 'number' ? parseNumber(given, option) : option.kind === 'words' ? wordsIn(given) : given;
  if (option.kind === 'number' && Number.isNaN(value)) {
    throw new OptionError({ where, expected: expectedInRun(option), found: given });
  }
  checkRunValue(where, option, value);
  return value;
}

export const shownValue = (value: unknown): string =>
  typeof value === 'number' && value !== 0 && Math.abs(value) < 1e-3 ? value.toExponential() : `${value}`;

/** What an option of a run or a command is where nobody gives it, in words; empty where `help` says it. */
export function defaultInWords({ run, otherwise, default: ofApi }: Option): string {
  const value = run ? (run.default ?? ofApi) : (otherwise ?? ofApi);
  if (value === undefined) return otherwise ?? '';
  if (typeof value === 'boolean') return '';
  const { files, pixels } = run ?? {};
  const elsewhere = [
    ...(files === undefined ? [] : [[files, '--data'] as const]),
    ...(pixels === undefined ? [] : [[pixels, '--features pixels'] as const]),
  ];
  return [shownValue(value), ...elsewhere.map(([other, where]) => `${shownValue(other)} with ${where}`)].join('; ');
}
