import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { optionsPage, startTable, withStartTable } from '../../scripts/option_tables.ts';
import { help, startFlags } from '../../scripts/start/start_options.ts';
import { runOptions } from '../../src/options/run_options.ts';
import { root } from '../house/sources.ts';

const rewrite = 'node --import tsx scripts/option_tables.ts writes README.md and docs/options.md anew';
const read = (file: string) => readFileSync(join(root, file), 'utf8');

it('README and docs/options.md list the options as declared', () => {
  expect(read('README.md'), rewrite).toBe(withStartTable(read('README.md')));
  expect(read('docs/options.md'), rewrite).toBe(optionsPage());
});

it('the table of npm start and its help have every option', () => {
  const flags = Object.keys(startFlags);
  expect(flags.length).toBeGreaterThan(Object.keys(runOptions).length);
  for (const flag of flags) {
    expect(startTable()).toMatch(new RegExp(`\`--${flag}[ \`]`));
    expect(help).toMatch(new RegExp(`^  --${flag} `, 'm'));
  }
});
