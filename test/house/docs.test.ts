import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { filesUnder, root } from './sources.ts';

const pages = ['README.md', 'CONTRIBUTING.md', ...filesUnder('docs', /\.md$/)];
const textOf = (page: string) => readFileSync(join(root, page), 'utf8');

/** The op that CONTRIBUTING adds, to show how. */
const example = 'shaders/softplus.wgsl';

/** Files and folders of the repository that a page names in code, without patterns such as `test/*.ts` and installed packages. */
const named = (page: string) =>
  [
    ...textOf(page)
      .replaceAll(example, '')
      .matchAll(/`((?:src|test|parity|shaders|scripts|bench|command|docs|examples|python)\/[\w/.]*)`/g),
  ]
    .map(([, path = '']) => path)
    .filter((path) => !path.endsWith('node_modules'));

const linked = (page: string) =>
  [...textOf(page).matchAll(/\]\((?!https?:)([^)#]+)(?:#[^)]*)?\)/g)].map(([, path = '']) => join(dirname(page), path));

describe('what the docs name exists', () => {
  it('names are found', () => {
    expect(named('docs/architecture.md').length).toBeGreaterThan(20);
    expect(linked('README.md').length).toBeGreaterThan(5);
  });

  it.each(pages)('%s', (page) => {
    expect([...named(page), ...linked(page)].filter((path) => !existsSync(join(root, path)))).toEqual([]);
  });
});
