import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { buildPage, contentHash } from '../../scripts/start/build_page.ts';

const folder = mkdtempSync(join(tmpdir(), 'fourgate-page-'));
afterAll(() => rmSync(folder, { recursive: true }));

function write(path: string, text: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}

describe('a page', () => {
  it('is built once per content of its sources', () => {
    const files = ['index.html', 'package-lock.json', 'scripts/start/build_page.ts', 'src/a.ts', 'shaders/b.wgsl'];
    for (const file of files) write(file, `of ${file}`);
    write('src/node_modules/c.ts', 'a package');
    const hashes = [contentHash('index.html', folder)];
    const expectOther = (what: string) => {
      const hash = contentHash('index.html', folder);
      expect(hashes, what).not.toContain(hash);
      hashes.push(hash);
    };
    write('README.md', 'no source');
    write('src/node_modules/c.ts', 'another package');
    expect(contentHash('index.html', folder)).toBe(hashes[0]);
    for (const file of files) {
      write(file, `of ${file}, changed`);
      expectOther(file);
    }
    renameSync(join(folder, 'src/a.ts'), join(folder, 'src/d.ts'));
    expectOther('another name');
    write('src/e.ts', '');
    expectOther('another file');
  });

  it('is the same if it was built before', async () => {
    const [built, again] = [await buildPage('index.html'), await buildPage('index.html')];
    expect([...again.keys()].sort()).toEqual([...built.keys()].sort());
    expect([...built.keys()]).toContain('/index.html');
    for (const [path, content] of built) {
      expect(Buffer.from(again.get(path) ?? '').equals(Buffer.from(content)), path).toBe(true);
    }
  });
});

/** Writes the address of every module that is loaded. */
const hook = `
import { register } from 'node:module';
const code = "import { writeSync } from 'node:fs'; export async function resolve(specifier, context, next) {" +
  " const found = await next(specifier, context); writeSync(2, found.url + '\\\\n'); return found; }";
register('data:text/javascript,' + encodeURIComponent(code));
`;

it('npm start -- --help loads neither Vite nor a browser driver', () => {
  const imports = ['--import', 'tsx', '--import', `data:text/javascript,${encodeURIComponent(hook)}`];
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [...imports, 'command/fourgate.ts', 'train', '--help'],
    {
      encoding: 'utf8',
    },
  );
  expect(stdout).toContain('--data');
  expect(status).toBe(0);
  expect(stderr).toContain('scripts/start/build_page.ts');
  expect(stderr.split('\n').filter((url) => /node_modules\/(vite|rolldown|puppeteer-core)\//.test(url))).toEqual([]);
});
