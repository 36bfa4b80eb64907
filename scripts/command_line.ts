import { parseArgs } from 'node:util';
import { OptionError } from '../src/errors.ts';
import { choice, choicesOf, flag, type Option, type Options, type OptionsOf } from '../src/options/declare.ts';
import { meant } from '../src/options/nearest.ts';
import { placeOptions } from '../src/options/run_options.ts';
import { defaultInWords, parseValue } from '../src/options/values.ts';

/** Of every command. */
export const helpOption = flag({ help: 'show this' });

/** Of a command that drives a browser. */
export const browserOption = choice(
  { chromium: 'Chromium', firefox: 'Firefox' },
  { help: 'browser; firefox without a window, on Linux on a software adapter', default: 'chromium' },
);

/** Of a command that drives a browser, and can do without one. */
export const nodeOption = flag({
  help: 'compute in this process, without a browser: on the npm package webgpu, or with --backend cpu on the CPU',
});

/** Of a command that runs in Node. */
export const nodeBackendOption = {
  ...placeOptions.backend,
  run: undefined,
  default: undefined,
  otherwise: 'WebGPU by the npm package webgpu where it has a GPU, else the CPU',
};

/** What stands for the value of an option in the help; a flag has none. */
export function placeholder(option: Option): string | undefined {
  switch (option.kind) {
    case 'number':
      return option.whole ? 'N' : 'X';
    case 'choice':
      return choicesOf(option).join('|');
    case 'words':
      return 'LIST';
    case 'text':
      return option.value ?? 'TEXT';
    case 'flag':
      return undefined;
  }
}

/** What an option does, and its default. */
function described(option: Option): string {
  const otherwise = defaultInWords(option);
  return otherwise === '' ? option.help : `${option.help} (default: ${otherwise})`;
}

/** The options as a table for the user, between a first line and a last one. */
export function helpOf(intro: string, known: Options, end: string): string {
  const rows = Object.entries(known).map(([name, option]) => {
    const value = placeholder(option);
    return [`--${name}${value ? ` ${value}` : ''}`, described(option)] as const;
  });
  const width = 2 + Math.max(...rows.map(([option]) => option.length));
  return [intro, '', ...rows.map(([option, is]) => `  ${option.padEnd(width)}${is}`), '', end].join('\n');
}

/**
 * Reads a command line: each option's checked value by its name.
 * @param command the command as typed, for messages
 * @param known the options by what they are called here
 * @param operands takes what is no option, such as names of files; without it there may be none
 * @throws OptionError for an option that is unknown, lacks its value or is out of range, naming the known ones
 */
export function readCommandLine<T extends Options>(
  command: string,
  known: T,
  argv: readonly string[],
  operands?: string[],
): OptionsOf<T> {
  const options = Object.fromEntries(
    Object.entries(known).map(([name, { kind }]) => [name, { type: kind === 'flag' ? 'boolean' : 'string' } as const]),
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
      throw new OptionError({ where: command, expected: `one of ${names.join(', ')}`, found, ...meant(found, names) });
    }
    values[token.name] = checkedValue(`${command}: ${found}`, found, option, token.value);
  }
  return values as OptionsOf<T>;
}

/** @throws OptionError where a value is missing, not wanted or out of range */
function checkedValue(where: string, name: string, option: Option, given: string | undefined): unknown {
  const value = placeholder(option);
  // An empty one is that of a variable which is not set.
  const wrong = value ? !given || given.startsWith('--') : given !== undefined;
  if (wrong)
    throw new OptionError({
      where,
      expected: value ? `a value: ${name} ${value}` : 'no value',
      found: given || 'none',
    });
  return value ? parseValue(where, option, given ?? '') : true;
}

/** Those that were given. */
export function withoutUndefined<T extends object>(values: T): T {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as T;
}
