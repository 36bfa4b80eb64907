import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import ts from 'typescript';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { root } from './sources.ts';

const folder = mkdtempSync(join(tmpdir(), 'fourgate-package-'));
const installed = join(folder, 'node_modules/fourgate');

/** What somebody who installed the package might write first. */
const program = `
import { CaptioningRNN, createLayers, decodeCaptions, openBackend, tensor } from 'fourgate';

const backend = await openBackend('cpu', { precision: 'float64' });
const layers = createLayers(backend);
const [out] = await layers.affineForward(tensor([1, 2], [1, 2]), tensor([2, 1], [3, 4]), tensor([1], [5]));
const wordToIdx = { '<NULL>': 0, '<START>': 1, '<END>': 2, word: 3 };
const model = new CaptioningRNN(backend, { wordToIdx, inputDim: 2, wordvecDim: 3, hiddenDim: 4, cellType: 'lstm' });
const { loss } = await model.loss(tensor([1, 2], [1, 2]), tensor([1, 4], Int32Array.of(1, 3, 2, 0)));
const words = await model.sample(tensor([1, 2], [1, 2]), 5);
const captions = decodeCaptions(words, Object.keys(wordToIdx));
console.log(JSON.stringify({ out: [...out.data], loss, shape: words.shape, captions: captions.length }));
`;

/** An npm command in a folder, without what this test run's own npm says about itself. */
function npm(cwd: string, ...args: string[]): string {
  return execFileSync('npm', args, { cwd, encoding: 'utf8', shell: process.platform === 'win32' });
}

beforeAll(() => {
  npm(root, 'run', '--silent', 'build');
  npm(root, 'pack', '--ignore-scripts', '--silent', '--pack-destination', folder);
  const [tarball = ''] = readdirSync(folder).filter((name) => name.endsWith('.tgz'));
  mkdirSync(installed, { recursive: true });
  execFileSync('tar', ['-xzf', tarball, '-C', installed, '--strip-components', '1'], { cwd: folder });
  symlinkSync(join(root, 'node_modules/h5wasm'), join(folder, 'node_modules/h5wasm'), 'junction');
  writeFileSync(join(folder, 'program.mts'), program);
  writeFileSync(join(folder, 'program.mjs'), program);
}, 120_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the package that npm pack makes', () => {
  it('runs in Node from an empty folder', () => {
    const { stdout, stderr } = spawnSync(process.execPath, ['program.mjs'], { cwd: folder, encoding: 'utf8' });
    expect(stderr).toBe('');
    const { loss, ...rest } = JSON.parse(stdout) as { loss: number };
    expect(rest).toEqual({ out: [16], shape: [1, 5], captions: 1 });
    // Two targets, four words, hardly any preference yet.
    expect(loss).toBeCloseTo(2 * Math.log(4), 0);
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
  }, 120_000);

  it('carries its shaders, and imports nothing but its one dependency', () => {
    const code = readFileSync(join(installed, 'dist/index.js'), 'utf8');
    expect(code).toContain('@compute');
    const imported = ts.preProcessFile(code, true, true).importedFiles.map(({ fileName }) => fileName);
    expect(imported.filter((name) => !/^(h5wasm|node:|\.\/)/.test(name))).toEqual([]);
    expect(readdirSync(installed).sort()).toEqual(['LICENSE', 'README.md', 'dist', 'package.json']);
    expect(readFileSync(join(installed, 'dist/licenses.md'), 'utf8')).toContain('wgsl-preprocessor');
  });
});
