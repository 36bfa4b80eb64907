import { exitCodes } from '../scripts/command.ts';
import { helpOf, helpOption, readCommandLine } from '../scripts/command_line.ts';
import { OptionError } from '../src/errors.ts';
import { choice, flag, text, words } from '../src/options/declare.ts';
import { runsInNode, type SectionName, sectionNames, usualSections } from './section_names.ts';

/** What the benchmark was asked for. */
export interface BenchOptions {
  readonly sections: readonly SectionName[];
  readonly host: 'chromium' | 'firefox' | 'node';
  /** Compute on SwiftShader even where there is a GPU. */
  readonly software: boolean;
  readonly quick: boolean;
  /** Folder for the results. */
  readonly out: string | undefined;
}

/** Where results go by default, relative to the repository. */
export const RESULTS = 'bench/results';

const known = {
  sections: words({
    among: sectionNames,
    help: `of ${sectionNames.join(', ')}, with commas`,
    otherwise: usualSections.join(','),
  }),
  browser: choice({ chromium: 'Chromium', firefox: 'Firefox' }, { help: 'where it runs', otherwise: 'chromium' }),
  node: flag({ help: 'in Node on the npm package webgpu, without a browser; not budgets, which measure a page' }),
  software: flag({ help: 'on SwiftShader, in Chromium or Node, even where there is a GPU' }),
  quick: flag({ help: 'smaller sizes, fewer runs: a few minutes without a GPU' }),
  out: text({ value: 'DIR', help: 'folder for the JSON and the Markdown file' }),
  help: helpOption,
};

/** What `--help` prints. */
export const helpFor = (command: string, results: string) =>
  helpOf(
    `${command} [options]: measures Fourgate, everything checked against the CPU first.`,
    { ...known, out: { ...known.out, otherwise: results } },
    exitCodes,
  );

function sectionsFor(asked: readonly SectionName[] | undefined, node: boolean): readonly SectionName[] {
  if (!node) return asked ?? usualSections;
  const impossible = asked?.find((name) => !runsInNode(name));
  if (impossible) {
    throw new OptionError({
      where: 'bench: --sections',
      expected: `with --node, some of ${sectionNames.filter(runsInNode).join(', ')}`,
      found: `${impossible}, which measures a page`,
      remedy: 'Leave out --node: a browser runs it.',
    });
  }
  return asked ?? usualSections.filter(runsInNode);
}

/**
 * Reads the command line; `'help'` where that was asked for.
 * @throws OptionError for an unknown option, section or browser, a value that is missing, and options that exclude each other
 */
export function readOptions(args: readonly string[]): BenchOptions | 'help' {
  const values = readCommandLine('bench', known, args);
  if (values.help) return 'help';
  const { browser, node = false, software = false, quick = false, out } = values;
  if (node && browser) {
    throw new OptionError({
      where: 'bench: --node',
      expected: 'no --browser beside it',
      found: `--browser ${browser}`,
    });
  }
  if (software && browser === 'firefox') {
    throw new OptionError({ where: 'bench: --software', expected: 'Chromium or --node', found: '--browser firefox' });
  }
  return {
    sections: sectionsFor(values.sections, node),
    host: node ? 'node' : (browser ?? 'chromium'),
    software,
    quick,
    out,
  };
}
