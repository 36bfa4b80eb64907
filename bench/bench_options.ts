import { exitCodes } from '../scripts/command.ts';
import { helpOf, helpOption, readCommandLine } from '../scripts/command_line.ts';
import { typed, withOptions } from '../scripts/typed.ts';
import { OptionError } from '../src/errors.ts';
import { choice, flag, text, words } from '../src/options/declare.ts';
import { defaultSections, installedSections, runsInNode, type SectionName, sectionNames } from './section_names.ts';

const COMMAND = typed('bench');

/** Where results go by default. */
const RESULTS = 'bench/results';

/** What the benchmark was asked for. */
export interface BenchOptions {
  readonly sections: readonly SectionName[];
  readonly host: 'chromium' | 'firefox' | 'node';
  /** Compute on SwiftShader even where there is a GPU. */
  readonly software: boolean;
  readonly quick: boolean;
  /** Whether other libraries are measured too, where a section compares with them. */
  readonly libraries: boolean;
  /** Folder for the results. */
  readonly out: string;
}

/** Sections of the command: of the repository, or installed. */
const namesOf = (installed: boolean) => (installed ? installedSections : sectionNames);

const optionsOf = (installed: boolean) => ({
  sections: words({
    among: sectionNames,
    help: `of ${namesOf(installed).join(', ')}, with commas`,
    otherwise: defaultSections.join(','),
  }),
  browser: choice({ chromium: 'Chromium', firefox: 'Firefox' }, { help: 'where it runs', otherwise: 'chromium' }),
  node: flag({
    help: `in Node on the npm package webgpu, without a browser${installed ? '' : '; not budgets, which measure a page'}`,
  }),
  software: flag({ help: 'on SwiftShader, in Chromium or Node, even where there is a GPU' }),
  quick: flag({ help: 'smaller sizes, fewer runs: a few minutes without a GPU' }),
  out: text({ value: 'DIR', help: 'folder for the JSON and the Markdown file', otherwise: RESULTS }),
  help: helpOption,
});

/**
 * What `--help` prints.
 * @param installed whether the command is that of a package, away from the repository
 */
export const helpFor = (command: string, installed = false) =>
  helpOf(
    `${withOptions(command, '[options]')}: compares every kernel with the CPU, and measures Fourgate.`,
    optionsOf(installed),
    exitCodes,
  );

function sectionsFor(asked: readonly SectionName[] | undefined, node: boolean): readonly SectionName[] {
  if (!node) return asked ?? defaultSections;
  const impossible = asked?.find((name) => !runsInNode(name));
  if (impossible) {
    throw new OptionError({
      where: `${COMMAND}: --sections`,
      expected: `with --node, some of ${sectionNames.filter(runsInNode).join(', ')}`,
      found: `${impossible}, which measures a page`,
      remedy: 'Leave out --node: a browser runs it.',
    });
  }
  return asked ?? defaultSections;
}

/** Says what of the repository an installed command lacks, by its name. */
function refuseAbsent(asked: readonly string[], installed: boolean): void {
  const absent = sectionNames.find((name) => asked.includes(name) && !namesOf(installed).includes(name));
  if (absent === undefined) return;
  throw new OptionError({
    where: `${COMMAND}: --sections`,
    expected: `some of ${installedSections.join(', ')}`,
    found: `${absent}, which the package has no code for`,
    remedy: "Type npm run bench in Fourgate's repository, which brings the app and other libraries.",
  });
}

/**
 * Reads the command line; `'help'` where that was asked for.
 * @param installed whether the command is that of a package, away from the repository
 * @throws OptionError for an unknown option, section or browser, a value that is missing, and options that exclude each other
 */
export function readOptions(args: readonly string[], installed = false): BenchOptions | 'help' {
  const values = readCommandLine(COMMAND, optionsOf(installed), args);
  if (values.help) return 'help';
  const { browser, node = false, software = false, quick = false, out = RESULTS } = values;
  if (node && browser) {
    throw new OptionError({
      where: `${COMMAND}: --node`,
      expected: 'no --browser beside it',
      found: `--browser ${browser}`,
    });
  }
  if (software && browser === 'firefox') {
    throw new OptionError({
      where: `${COMMAND}: --software`,
      expected: 'Chromium or --node',
      found: '--browser firefox',
    });
  }
  const sections = sectionsFor(values.sections, node);
  refuseAbsent(sections, installed);
  return {
    sections,
    host: node ? 'node' : (browser ?? 'chromium'),
    software,
    quick,
    libraries: !installed,
    out,
  };
}
