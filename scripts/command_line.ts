import { parseArgs } from 'node:util';
import { OptionError } from '../src/errors.ts';
import { numberBetween, oneOf, positiveInteger } from '../src/options.ts';

/** One option of a command. */
export interface Known {
  /** What stands for the value in the help; flags have none. */
  readonly value?: string;
  readonly is: string;
  /** The checked value. @throws OptionError */
  readonly read: (where: string, text: string) => unknown;
}

export type KnownOptions = Readonly<Record<string, Known>>;

export const text = (_: string, given: string) => given;
export const flag = () => true;
export const positive = (where: string, given: string) => positiveInteger(where, Number(given));
export const wholeOrNone = (where: string, given: string) =>
  given === '0' ? 0 : positiveInteger(where, Number(given));
export const real = (low: number, high: number) => (where: string, given: string) =>
  numberBetween(where, given.trim() === '' ? Number.NaN : Number(given), low, high);
export const choice =
  <const C extends readonly string[]>(choices: C) =>
  (where: string, given: string) =>
    oneOf(where, given, choices);

/** The options as a table for people, between a first line and a last one. */
export function helpOf(intro: string, known: KnownOptions, end: string): string {
  const rows = Object.entries(known).map(([name, { value, is }]) => [`--${name}${value ? ` ${value}` : ''}`, is]);
  const width = 2 + Math.max(...rows.map(([option = '']) => option.length));
  return [intro, '', ...rows.map(([option = '', is]) => `  ${option.padEnd(width)}${is}`), '', end].join('\n');
}

/**
 * Reads a command line: each option's checked value by its name.
 * @param command what people typed, for messages
 * @param operands takes what is no option, such as names of files; without it there may be none
 * @throws OptionError for an option that is unknown, lacks its value or is out of range, naming the known ones
 */
export function readCommandLine(
  command: string,
  known: KnownOptions,
  argv: readonly string[],
  operands?: string[],
): Record<string, unknown> {
  const options = Object.fromEntries(
    Object.entries(known).map(([name, { value }]) => [name, { type: value ? 'string' : 'boolean' } as const]),
  );
  const { tokens } = parseArgs({ args: [...argv], options, strict: false, tokens: true, allowPositionals: true });
  const values: Record<string, unknown> = {};
  for (const token of tokens) {
    if (token.kind === 'option-terminator') continue;
    if (token.kind === 'positional' && operands) {
      operands.push(token.value);
      continue;
    }
    const found = token.kind === 'option' ? token.rawName : token.value;
    const option = token.kind === 'option' && Object.hasOwn(known, token.name) ? known[token.name] : undefined;
    if (token.kind !== 'option' || !option) {
      const names = Object.keys(known).map((name) => `--${name}`);
      throw new OptionError({ where: command, expected: `one of ${names.join(', ')}`, found });
    }
    const wrong = option.value ? token.value === undefined || token.value.startsWith('--') : token.value !== undefined;
    if (wrong) {
      const expected = option.value ? `a value: ${found} ${option.value}` : 'no value';
      throw new OptionError({ where: `${command}: ${found}`, expected, found: token.value ?? 'none' });
    }
    values[token.name] = option.read(`${command}: ${found}`, token.value ?? '');
  }
  return values;
}

/** Those that were given. */
export function withoutUndefined(values: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}
