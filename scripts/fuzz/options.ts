import { availableParallelism } from 'node:os';
import { oneOf, wholeNumber } from '../../src/options.ts';
import { formats } from '../../test/fuzz/formats.ts';
import type { Plan } from '../../test/fuzz/fuzz.ts';
import { flag, helpOf, type KnownOptions, positive, readCommandLine, real, text } from '../command_line.ts';

/** What `npm run fuzz` was asked for. */
export interface FuzzOptions extends Plan {
  /** Folder that the files that were found are written to. */
  readonly out?: string;
}

const names = formats.map(({ name }) => name);
const whole = (where: string, given: string) => wholeNumber(where, Number(given));

const known: KnownOptions = {
  minutes: { value: 'N', is: 'stop after so long; without it, after all inputs', read: real(0, 1e6) },
  inputs: {
    value: 'N',
    is: 'inputs of each format (10000; with --minutes as many as there is time for)',
    read: positive,
  },
  seed: { value: 'N', is: 'decides every input (1)', read: whole },
  format: {
    value: 'LIST',
    is: `some of ${names.join(', ')} (all)`,
    read: (where, given) => given.split(',').map((name) => oneOf(where, name, names)),
  },
  from: { value: 'N', is: 'number of the first input (0)', read: whole },
  jobs: { value: 'N', is: `processes at once (${availableParallelism()})`, read: positive },
  out: { value: 'DIR', is: 'write the files that were found to this folder', read: text },
  help: { is: 'show this', read: flag },
};

/** What `npm run fuzz -- --help` prints. */
export const help = helpOf(
  'npm run fuzz -- [options]: read damaged files of every format. Each must be refused with an error that says where,\n' +
    'what was expected and what was found, or give the numbers of the whole file.',
  known,
  'Exit code: 0 nothing found, 1 something found or refused, 130 interrupted.',
);

/**
 * Reads the command line.
 * @returns what was asked for, or `'help'`
 * @throws OptionError for an option that is unknown, lacks its value or is out of range
 */
export function readOptions(argv: readonly string[]): FuzzOptions | 'help' {
  const values = readCommandLine('npm run fuzz', known, argv);
  if (values.help) return 'help';
  const { minutes = Number.POSITIVE_INFINITY, seed = 1, format = names, from = 0, out } = values;
  const { jobs = availableParallelism(), inputs = values.minutes === undefined ? 10_000 : Number.POSITIVE_INFINITY } =
    values;
  return { minutes, seed, formats: format, from, jobs, inputs, ...(out !== undefined && { out }) } as FuzzOptions;
}
