import { parseArgs } from 'node:util';
import { exitCodes } from '../scripts/command.ts';
import { OptionError } from '../src/errors.ts';
import { oneOf } from '../src/options.ts';
import { type SectionName, sectionNames } from './section_names.ts';

/** What `npm run bench` was asked for. */
export interface BenchOptions {
  readonly sections: readonly SectionName[];
  readonly browser: 'chromium' | 'firefox';
  readonly quick: boolean;
  /** Folder for the results, relative to where the command runs. */
  readonly out: string;
}

/** Where results go by default, relative to the repository. */
export const RESULTS = 'bench/results';

/** What `npm run bench -- --help` prints. */
export const help = [
  'npm run bench -- [options]: measures Fourgate in a headless browser, everything checked against the CPU first.',
  '',
  `  --sections LIST   of ${sectionNames.join(', ')}, with commas; all but peers if not given`,
  '  --browser NAME    chromium (default) or firefox',
  '  --quick           smaller sizes, fewer runs: a few minutes without a GPU',
  `  --out DIR         folder for the JSON and the Markdown file (${RESULTS})`,
  '  --help            show this',
  '',
  exitCodes,
].join('\n');

/**
 * Reads the command line; `'help'` where that was asked for.
 * @throws OptionError for an unknown option, section or browser, or a value that is missing
 */
export function readOptions(args: readonly string[]): BenchOptions | 'help' {
  let values: { sections?: string; browser?: string; quick?: boolean; out?: string; help?: boolean };
  try {
    ({ values } = parseArgs({
      args: [...args],
      options: {
        sections: { type: 'string' },
        browser: { type: 'string' },
        quick: { type: 'boolean' },
        out: { type: 'string' },
        help: { type: 'boolean' },
      },
    }));
  } catch (error) {
    const found = error instanceof Error ? error.message : String(error);
    throw new OptionError({ where: 'bench', expected: 'an option it knows', found, remedy: 'See --help.' });
  }
  if (values.help) return 'help';
  const asked = values.sections?.split(',');
  return {
    sections: asked
      ? asked.map((name) => oneOf('--sections', name, sectionNames))
      : sectionNames.filter((name) => name !== 'peers'),
    browser: oneOf('--browser', values.browser ?? 'chromium', ['chromium', 'firefox']),
    quick: values.quick ?? false,
    out: values.out ?? RESULTS,
  };
}
