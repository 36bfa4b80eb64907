import { availableParallelism } from 'node:os';
import { integer, number, text, words } from '../../src/options/declare.ts';
import { formats } from '../../test/fuzz/formats.ts';
import type { Plan } from '../../test/fuzz/fuzz.ts';
import { helpOf, helpOption, readCommandLine } from '../command_line.ts';

/** What `npm run fuzz` was asked for. */
export interface FuzzOptions extends Plan {
  /** Folder that the files that were found are written to. */
  readonly out?: string;
}

const names = formats.map(({ name }) => name);
const known = {
  minutes: number({ min: 0, max: 1e6, help: 'stop after this long', otherwise: 'after all inputs' }),
  inputs: integer({
    min: 1,
    help: 'inputs of each format',
    otherwise: '10000; with --minutes as many as there is time for',
  }),
  seed: integer({ min: 0, help: 'decides every input', default: 1 }),
  format: words({ among: names, help: `some of ${names.join(', ')}`, otherwise: 'all' }),
  from: integer({ min: 0, help: 'number of the first input', default: 0 }),
  jobs: integer({ min: 1, help: 'processes at once', default: availableParallelism() }),
  out: text({ value: 'DIR', help: 'write the files that were found to this folder' }),
  help: helpOption,
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
 * @returns the request, or `'help'`
 * @throws OptionError for an option that is unknown, lacks its value or is out of range
 */
export function readOptions(argv: readonly string[]): FuzzOptions | 'help' {
  const values = readCommandLine('npm run fuzz', known, argv);
  if (values.help) return 'help';
  const { minutes = Number.POSITIVE_INFINITY, seed = known.seed.default, from = known.from.default, out } = values;
  const { jobs = known.jobs.default, format = names } = values;
  const { inputs = values.minutes === undefined ? 10_000 : Number.POSITIVE_INFINITY } = values;
  return { minutes, seed, formats: format, from, jobs, inputs, ...(out !== undefined && { out }) };
}
