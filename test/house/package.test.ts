import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import ts from 'typescript';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { root } from './sources.ts';

const folder = mkdtempSync(join(tmpdir(), 'fourgate-package-'));
const installed = join(folder, 'node_modules/fourgate');

/** The README's example: what somebody who installed the package tries first. */
const program = /```js\n(import [\s\S]*?)```/.exec(readFileSync(join(root, 'README.md'), 'utf8'))?.[1] ?? '';

/** An npm command in a folder, without what this test run's own npm says about itself. */
function npm(cwd: string, ...args: string[]): string {
  return execFileSync('npm', args, { cwd, encoding: 'utf8', shell: process.platform === 'win32' });
}

/** What npm installs beside the package. */
function dependencies(): string[] {
  const { dependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { dependencies: object };
  return Object.keys(dependencies);
}

/** The packages whose code is inside. */
function bundled(): string[] {
  const folders = readdirSync(join(installed, 'dist/bundled'));
  expect(folders).toContain('wgsl-preprocessor');
  return folders;
}

/** The modules of the package, by their paths in `dist`. */
function modules(): string[] {
  const files = readdirSync(join(installed, 'dist'), { recursive: true, encoding: 'utf8' });
  return files.filter((name) => name.endsWith('.js'));
}

beforeAll(() => {
  npm(root, 'run', '--silent', 'build');
  npm(root, 'pack', '--ignore-scripts', '--silent', '--pack-destination', folder);
  const [tarball = ''] = readdirSync(folder).filter((name) => name.endsWith('.tgz'));
  mkdirSync(installed, { recursive: true });
  execFileSync('tar', ['-xzf', tarball, '-C', installed, '--strip-components', '1'], { cwd: folder });
  for (const name of dependencies()) {
    cpSync(join(root, 'node_modules', name), join(folder, 'node_modules', name), { recursive: true });
  }
  writeFileSync(join(folder, 'program.mts'), program);
  writeFileSync(join(folder, 'program.mjs'), program);
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the package that npm pack makes', () => {
  it('runs in Node from an empty folder', () => {
    const { stdout, stderr } = spawnSync(process.execPath, ['program.mjs'], { cwd: folder, encoding: 'utf8' });
    expect(stderr).toBe('');
    const [out, lossAndShape, caption] = stdout.trim().split('\n');
    expect(out).toContain('[ 16 ]');
    const [loss, ...shape] = lossAndShape?.match(/[\d.]+/g)?.map(Number) ?? [];
    // Two targets among four words, with hardly any preference yet.
    expect(loss).toBeCloseTo(2 * Math.log(4), 0);
    expect(shape).toEqual([8, 32]);
    expect(caption).toMatch(/^\[ '.*' \]$/);
  });

  it('has types that a strict program can use', () => {
    const options: ts.CompilerOptions = {
      strict: true,
      noEmit: true,
      module: ts.ModuleKind.NodeNext,
      target: ts.ScriptTarget.ES2022,
      lib: ['lib.es2023.d.ts', 'lib.dom.d.ts'],
      types: [],
    };
    const checked = ts.createProgram([join(folder, 'program.mts')], options);
    const faults = ts.getPreEmitDiagnostics(checked);
    expect(faults.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, ' '))).toEqual([]);
  });

  it('carries its shaders, and imports its own modules and its dependencies only', () => {
    const code = modules().map((name) => readFileSync(join(installed, 'dist', name), 'utf8'));
    expect(code.join('\n')).toContain('@compute');
    const imported = code.flatMap((text) => ts.preProcessFile(text, true, true).importedFiles);
    const foreign = imported.map(({ fileName }) => fileName).filter((name) => !/^(node:|\.\.?\/)/.test(name));
    expect([...new Set(foreign)].sort()).toEqual(dependencies().sort());
    expect(readdirSync(installed).sort()).toEqual(['LICENSE', 'README.md', 'dist', 'package.json']);
    const licences = readFileSync(join(installed, 'dist/licenses.md'), 'utf8');
    for (const name of bundled()) expect(licences).toContain(`## ${name} `);
  });
});
