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

/** A range in words, such as "an integer from 1 to 10". */
export function rangeInWords(range: Range): string {
  if (range.whole && range.min === 1 && range.max === undefined) return 'a positive integer';
  return `${range.whole ? 'an integer' : 'a number'} ${limitsInWords(range)}`.trim();
}

/** The valid values of an option, for a message or a table. */
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

/** Whether the API accepts a value. */
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

/** Whether a run, the page and the command line accept a value: the API's, and the one that stands for omitting the option. */
export function accepts(option: Option, value: unknown): boolean {
  return fits(option, value) || isOff(option, value);
}

/** Whether a value stands for omitting the option. */
export function isOff(option: Option, value: unknown): boolean {
  return option.kind === 'number' && option.off !== undefined && value === option.off;
}

/** As `expected`, for a run. */
export function expectedInRun(option: Option): string {
  const off =
    option.kind === 'number' && option.off !== undefined && !fits(option, option.off) ? option.off : undefined;
  return off === undefined ? expected(option) : `${expected(option)}, or ${off} for none`;
}

/** Whether the API gets no value: it was not given, or stands for omitting the option. */
export function isLeftOut(option: Option, value: unknown): boolean {
  return value === undefined || (isOff(option, value) && !fits(option, value));
}

function found(option: Option, value: unknown): string {
  if (option.kind === 'choice' && typeof value === 'string') return value;
  const wrong = option.kind === 'words' && Array.isArray(value) ? value.find((one) => !fits(option, [one])) : undefined;
  if (wrong === undefined) return kindOf(value);
  return typeof wrong === 'string' ? wrong : `a list with ${kindOf(wrong)}`;
}

/** Returns a value that the API accepts. @throws OptionError naming the option otherwise */
export function checkValue<O extends Option>(where: string, option: O, value: unknown): ValueOf<O> {
  if (fits(option, value)) return value as ValueOf<O>;
  throw new OptionError({ where, expected: expected(option), found: found(option, value) });
}

/**
 * Checks that a run accepts a value.
 * @param name of the run's option, if it is one
 * @throws OptionError naming the option otherwise
 */
export function checkRunValue(where: string, option: Option, value: unknown, name?: string): void {
  if (accepts(option, value)) return;
  const fault = { where, expected: expectedInRun(option), found: found(option, value) };
  throw new OptionError(name === undefined ? fault : { ...fault, option: name });
}

/** The place of an option in a table, for messages. */
const nameIn = (where: string, name: string) => `${where}${where.includes(': ') ? '.' : ': '}${name}`;

/**
 * The values of a table, as given or by default.
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

/** As `checkOptions`, for options whose names are known to be valid. */
export function valuesOf<T extends Options>(where: string, table: T, given: OptionsOf<T>): SettingsOf<T> {
  const values: Record<string, unknown> = {};
  for (const [name, option] of Object.entries(table)) {
    const value: unknown = given[name] === undefined ? option.default : given[name];
    values[name] = value === undefined ? value : checkValue(nameIn(where, name), option, value);
  }
  return values as SettingsOf<T>;
}

/** Values as in a saved training: without those that are saved only if they differ from the default. */
export function savedValues(table: Options, values: object): Readonly<Record<string, unknown>> {
  const implied = ([name, value]: [string, unknown]) => {
    const option = table[name];
    return option?.kind === 'number' && option.savedUnlessDefault === true && value === option.default;
  };
  return Object.fromEntries(Object.entries(values).filter((entry) => !implied(entry)));
}

/** Decimal notation; other notations that JavaScript accepts are more likely typing errors. */
const DECIMAL = /^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$/i;

/** The number in a text, or NaN. An integer has no point: to some readers 1.000 is a thousand. */
export function parseNumber(given: string, { whole }: Range): number {
  const plain = given.trim();
  return DECIMAL.test(plain) && !(whole && plain.includes('.')) ? Number(plain) : Number.NaN;
}

/** "a, with of" → the words */
export const wordsIn = (given: string): readonly string[] => given.split(/[\s,]+/).filter((word) => word !== '');

/** The value in a text. @throws OptionError when a run does not accept it */
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

/** The default of an option of a run or a command, in words; empty if `help` states it. */
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
