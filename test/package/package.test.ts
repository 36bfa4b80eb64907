import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import ts from 'typescript';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Results } from '../../bench/results.ts';
import { swiftShaderEnvironment } from '../../scripts/swiftshader.ts';
import type { Option, Options } from '../../src/options/declare.ts';
import { decodingOptions } from '../../src/options/decoding_options.ts';
import { evaluationOptions } from '../../src/options/evaluation_options.ts';
import { runTables } from '../../src/options/run_options.ts';
import { platformProgram, program, trainingProgram, typedProgram } from './programs.ts';
import { dependencies, here, installPacked, installTools, readmeProgram, root } from './tarball.ts';

const folder = mkdtempSync(join(tmpdir(), 'fourgate-package-'));
let installed = '';
let tarball = '';

beforeAll(() => {
  installTools();
  ({ installed, tarball } = installPacked(folder));
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A folder inside the one where the package is installed, with these files. */
function folderWith(files: Readonly<Record<string, string>>): string {
  const made = mkdtempSync(join(folder, 'program-'));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(made, name), text);
  return made;
}

/** What a command prints; it must succeed and say nothing on stderr. */
function outputOf(command: string, args: readonly string[], cwd: string, env: NodeJS.ProcessEnv = {}): string {
  const { status, stdout, stderr } = spawnSync(command, args, {
    cwd,
    encoding: 'utf8',
    env: { ...process.env, NODE_OPTIONS: '', ...env },
  });
  expect({ status, stderr, stdout: status === 0 ? '' : stdout }).toEqual({ status: 0, stderr: '', stdout: '' });
  return stdout;
}

/** Holds what the program prints, in whatever runtime. */
function expectResult(printed: string): void {
  const { loss, captions, bleu } = JSON.parse(printed) as { loss: number; captions: string[]; bleu: number };
  // Two targets among four words, with hardly any preference yet.
  expect(loss).toBeCloseTo(2 * Math.log(4), 0);
  expect(captions).toHaveLength(1);
  expect(bleu).toBeCloseTo(1, 6);
}

/** The modules of the library, by their paths in `dist`: all but those of the command. */
function modules(): string[] {
  const files = readdirSync(join(installed, 'dist'), { recursive: true, encoding: 'utf8' });
  return files.filter((name) => name.endsWith('.js') && !name.startsWith('command'));
}

describe('the package that npm pack makes', () => {
  it('has one declaration file, its modules and their licences', () => {
    expect(readdirSync(installed).sort()).toEqual(['LICENSE', 'README.md', 'dist', 'package.json']);
    const files = readdirSync(join(installed, 'dist'), { recursive: true, encoding: 'utf8' });
    expect(files.filter((name) => name.endsWith('.d.ts'))).toEqual(['index.d.ts']);
    const bundled = readdirSync(join(installed, 'dist/bundled'));
    expect(bundled).toContain('wgsl-preprocessor');
    for (const name of dependencies()) expect(bundled).not.toContain(name);
    const licences = readFileSync(join(installed, 'dist/licenses.md'), 'utf8');
    for (const name of bundled) expect(licences).toContain(`## ${name} `);
  });

  it('carries its shaders, and imports its own modules and its dependencies only', () => {
    const code = modules().map((name) => readFileSync(join(installed, 'dist', name), 'utf8'));
    expect(code.join('\n')).toContain('@compute');
    const imported = code.flatMap((text) => ts.preProcessFile(text, true, true).importedFiles);
    const foreign = imported.map(({ fileName }) => fileName).filter((name) => !/^\.\.?\//.test(name));
    expect([...new Set(foreign)].sort()).toEqual(dependencies().sort());
  });

  it('has the tables of options without what page and command line show of them', () => {
    const tables = { ...runTables, decodingOptions, evaluationOptions };
    const options: Option[] = Object.values<Options>(tables).flatMap((table) => Object.values(table));
    const code = modules().map((name) => readFileSync(join(installed, 'dist', name), 'utf8'));
    const found = options.map(({ help }) => help).filter((help) => code.some((text) => text.includes(`"${help}"`)));
    expect([options.length > 40, found]).toEqual([true, []]);
    const values = readFileSync(join(installed, 'dist/options/values.js'), 'utf8');
    expect(values).toContain('.default');
    expect(values).not.toMatch(/\.(help|effect|label|unit|flag|otherwise|run)\b/);
  });

  it('is clean for publint and "Are the types wrong?"', () => {
    const { publint, types, problems } = JSON.parse(
      outputOf(process.execPath, [here('lint.mjs'), installed, tarball], folder),
    ) as { publint: object[]; types: object; problems: { kind: string; resolutionKind: string }[] };
    expect(publint).toEqual([]);
    expect(types).toEqual({ kind: 'included' });
    // The package is of ES modules only, as CommonJS programs are told here: they import it with import().
    expect(problems).toEqual([{ kind: 'CJSResolvesToESM', entrypoint: '.', resolutionKind: 'node16-cjs' }]);
  });
});

describe('the command of the package', () => {
  const command = () => join(installed, 'dist/command/fourgate.js');
  const fails = (...args: string[]) => {
    const env = { ...process.env, NODE_OPTIONS: '', PATH: '/no/browser', FOURGATE_CHROMIUM: undefined };
    const { status, stdout, stderr } = spawnSync(process.execPath, [command(), ...args], { encoding: 'utf8', env });
    return { status, out: stdout + stderr };
  };

  it('is what package.json names, and has a version and a help', () => {
    const { bin, version } = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8')) as {
      bin: object;
      version: string;
    };
    expect(bin).toEqual({ fourgate: './dist/command/fourgate.js' });
    expect(readFileSync(command(), 'utf8')).toMatch(/^#!\/usr\/bin\/env node\n/);
    expect(outputOf(process.execPath, [command(), '--version'], folder)).toBe(`${version}\n`);
    expect(outputOf(process.execPath, [command(), 'train', '--help'], folder)).toMatch(/^fourgate train \[options\]: /);
  });

  it('trains, keeps the run and scores it on the CPU, with nothing beside the package', () => {
    const tiny = ['--hidden', '8', '--wordvec', '8', '--batch', '16', '--pictures', '40', '--iterations', '12'];
    const cpu = ['--node', '--backend', 'cpu'];
    const trained = outputOf(process.execPath, [command(), 'train', ...cpu, ...tiny, '--checkpoints', 'kept'], folder);
    expect(trained).toMatch(/^done {8}12 steps/m);
    const scored = ['eval', ...cpu, '--checkpoint', 'kept/latest.safetensors', '--images', '5'];
    expect(outputOf(process.execPath, [command(), ...scored], folder)).toMatch(/^captions {4}5 test pictures/m);
  });

  it('says what to install for WebGPU without a browser, and for a browser', () => {
    const tiny = ['--pictures', '40', '--iterations', '1'];
    const webgpu = fails('train', '--node', ...tiny);
    expect(webgpu).toEqual({ status: 1, out: expect.stringMatching(/npm install webgpu; --backend cpu computes/) });
    const browser = fails('train', '--headless', ...tiny);
    const missing = /npm install puppeteer-core, or add --node|Chrome, Chromium or Edge on this machine, found none/;
    expect(browser).toEqual({ status: 1, out: expect.stringMatching(missing) });
  });

  it('says what to install for the benchmark, and where to measure what the package does not bring', () => {
    expect(fails('bench', '--node')).toEqual({ status: 1, out: expect.stringMatching(/Type: npm install webgpu\n/) });
    const page = /npm install puppeteer-core, or add --node|Chrome, Chromium or Edge on this machine, found none/;
    expect(fails('bench')).toEqual({ status: 1, out: expect.stringMatching(page) });
    const peers = /found peers, which the package has no code for\. Type npm run bench in Fourgate's repository/;
    expect(fails('bench', '--sections', 'peers')).toEqual({ status: 1, out: expect.stringMatching(peers) });
    const code = readdirSync(join(installed, 'dist/command'), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.js'))
      .map((name) => readFileSync(join(installed, 'dist/command', name), 'utf8'));
    expect(code.filter((text) => /@tensorflow|jax-js/.test(text))).toEqual([]);
  });

  it('compares kernels with the CPU on the npm package webgpu, and names adapter and version', async () => {
    for (const name of ['webgpu', '@webgpu/types', 'debug', 'ms']) {
      cpSync(join(root, 'scripts/node_modules', name), join(folder, 'node_modules', name), { recursive: true });
    }
    const args = ['bench', '--node', '--quick', '--sections', 'parity', '--out', 'found'];
    const { status, stderr } = spawnSync(process.execPath, [command(), ...args], {
      cwd: folder,
      encoding: 'utf8',
      env: { ...process.env, NODE_OPTIONS: '', ...(await swiftShaderEnvironment()) },
    });
    rmSync(join(folder, 'node_modules/webgpu'), { recursive: true });
    expect(status, stderr).toBe(0);
    const results = JSON.parse(readFileSync(join(folder, 'found/node_quick.json'), 'utf8')) as Results;
    const rows = results.sections[0]?.tables[0]?.rows ?? [];
    expect(rows.length).toBeGreaterThan(40);
    expect(new Set(rows.map(([, , check]) => check))).toEqual(new Set(['passed']));
    const { version } = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8')) as { version: string };
    expect(results.circumstances).toMatchObject({
      software: true,
      version,
      driver: expect.stringMatching(/SwiftShader/),
    });
    expect(readFileSync(join(folder, 'found/node_quick.md'), 'utf8')).toMatch(
      new RegExp(`software adapter, not a GPU.*, Fourgate ${version.replaceAll('.', '\\.')}, commit `),
    );
  });

  it('brings the pages that it serves, with the licences of what is in them', () => {
    for (const page of ['index.html', 'scripts/eval/index.html', 'bench/index.html']) {
      const files = join(installed, 'dist/command/pages', page);
      expect(readFileSync(join(files, page), 'utf8')).toContain('<script type="module"');
      expect(readFileSync(join(files, 'licenses.md'), 'utf8')).toContain('## wgsl-preprocessor ');
    }
    expect(readFileSync(join(installed, 'dist/command/licenses.md'), 'utf8')).toContain('## cli-progress ');
    expect(existsSync(join(installed, 'dist/command/end_with_parent.mjs'))).toBe(true);
  });
});

describe('what a program bundles', () => {
  const bounds = {
    'tensor, decodeCaptions': { minified: 4800, gzip: 2100 },
    captionMetrics: { minified: 7900, gzip: 3500 },
    'openBackend, CaptioningRNN, CaptioningTrainer': { minified: 94_000, gzip: 37_300 },
  };

  it('is what it imports, and training does not exceed its recorded size', () => {
    const programs = Object.keys(bounds);
    const printed = outputOf(process.execPath, [here('sizes.mjs'), folder, ...programs], folder);
    const sizes = JSON.parse(printed) as { minified: number; gzip: number }[];
    for (const [i, [name, most]] of Object.entries(bounds).entries()) {
      const { minified = Number.NaN, gzip = Number.NaN } = sizes[i] ?? {};
      process.stdout.write(`import { ${name} }: ${minified} bytes minified, ${gzip} with gzip\n`);
      expect(minified, name).toBeLessThanOrEqual(most.minified);
      expect(gzip, name).toBeLessThanOrEqual(most.gzip);
    }
    const place = join(folder, `bundle-${programs.length - 1}`);
    writeFileSync(join(place, 'main.mjs'), trainingProgram);
    writeFileSync(join(place, 'package.json'), '{ "type": "module" }');
    const { losses, absent } = JSON.parse(outputOf(process.execPath, ['main.mjs'], place)) as {
      losses: number[];
      absent: unknown;
    };
    expect(losses).toHaveLength(50);
    expect(losses.at(-1)).toBeLessThan((losses[0] ?? Number.NaN) / 2);
    // What captions take is in a file that was not counted, and is not there.
    expect(absent).toBe('ERR_MODULE_NOT_FOUND');
  });

  it('may omit every module it does not use: none has side effects', () => {
    const cwd = folderWith({ 'main.mjs': sideEffects(modules().map((name) => join(installed, 'dist', name))) });
    expect(JSON.parse(outputOf(process.execPath, ['main.mjs'], cwd, { NODE_NO_WARNINGS: '1' }))).toEqual([]);
  });
});

/** A program that imports modules and prints which of the platform's objects are others afterwards. */
const sideEffects = (paths: readonly string[]) => `
import { pathToFileURL } from 'node:url';
const names = Object.getOwnPropertyNames(globalThis);
// Node makes some of them when they are first asked for.
for (const name of names) void globalThis[name];
const objects = names.flatMap((name) => {
  const value = Object.getOwnPropertyDescriptor(globalThis, name).value;
  return [[name, value], [name + '.prototype', value?.prototype]];
}).filter(([, value]) => Object(value) === value);
const stateOf = (value) => Reflect.ownKeys(value).map((key) => [key, Object.getOwnPropertyDescriptor(value, key)]);
const same = (a, b) => a.length === b.length && a.every(([key, one], i) =>
  key === b[i][0] && ['value', 'get', 'set'].every((part) => Object.is(one[part], b[i][1][part])));
const before = new Map(objects.map(([name, value]) => [name, stateOf(value)]));
for (const path of ${JSON.stringify(paths)}) await import(pathToFileURL(path));
console.log(JSON.stringify(objects.filter(([name, value]) => !same(before.get(name), stateOf(value))).map(([name]) => name)));
`;

describe('runs in', () => {
  it("Node: the README's example", () => {
    const cwd = folderWith({ 'program.mjs': readmeProgram() });
    const [out, lossAndShape, caption] = outputOf(process.execPath, ['program.mjs'], cwd).trim().split('\n');
    expect(out).toContain('[ 16 ]');
    const [loss, ...shape] = lossAndShape?.match(/[\d.]+/g)?.map(Number) ?? [];
    // Two targets among four words, with hardly any preference yet.
    expect(loss).toBeCloseTo(2 * Math.log(4), 0);
    expect(shape).toEqual([8, 32]);
    expect(caption).toMatch(/^\[ '.*' \]$/);
  });

  it('Node, from CommonJS by import()', () => {
    const [, names = ''] = /import \{(.*)\} from/.exec(program) ?? [];
    const body = program.replace(/import .*;/, `const {${names}} = await import('fourgate');`);
    const cwd = folderWith({ 'main.cjs': `(async () => {${body}})();` });
    expectResult(outputOf(process.execPath, ['main.cjs'], cwd));
  });

  it('Deno', () => {
    const cwd = folderWith({ 'main.js': program });
    const deno = here('node_modules/deno/bin.cjs');
    const options = ['run', '--no-prompt', '--node-modules-dir=manual', '--allow-read', 'main.js'];
    const env = { DENO_DIR: join(cwd, 'cache'), DENO_NO_UPDATE_CHECK: '1' };
    expectResult(outputOf(process.execPath, [deno, ...options], cwd, env));
  });

  it.each(['esbuild', 'rollup', 'vite', 'webpack', 'parcel'])('a bundle of %s', (bundler) => {
    const cwd = folderWith({ 'main.js': program, 'package.json': '{ "type": "module" }' });
    execFileSync(process.execPath, [here('bundle.mjs'), bundler, cwd], { cwd, stdio: ['ignore', 'pipe', 'inherit'] });
    // Away from the installed package: what runs is what was bundled.
    const alone = mkdtempSync(join(tmpdir(), 'fourgate-bundle-'));
    cpSync(join(cwd, 'out'), alone, { recursive: true });
    writeFileSync(join(alone, 'package.json'), '{ "type": "module" }');
    expectResult(outputOf(process.execPath, ['main.js'], alone));
    rmSync(alone, { recursive: true });
  });
});

describe.each(['5.6', '5.9', '6', '7'])('TypeScript %s checks', (version) => {
  const tsc = here(`node_modules/typescript-${version}/bin/tsc`);

  /** Faults that the compiler finds in programs and in all declarations that they use. */
  function faultsOf(files: Readonly<Record<string, string>>, options: object): string {
    const strict = {
      strict: true,
      noEmit: true,
      skipLibCheck: false,
      target: 'ES2022',
      exactOptionalPropertyTypes: true,
    };
    const compilerOptions = { ...strict, types: [], ...options };
    const cwd = folderWith({ ...files, 'tsconfig.json': JSON.stringify({ compilerOptions }) });
    return spawnSync(process.execPath, [tsc, '-p', '.'], { cwd, encoding: 'utf8' }).stdout;
  }

  const nodeNext = { module: 'NodeNext', moduleResolution: 'NodeNext' };
  const bundler = { module: 'ESNext', moduleResolution: 'Bundler' };

  it('a strict program with the DOM library', () => {
    expect(faultsOf({ 'main.mts': typedProgram }, { ...bundler, lib: ['ES2022', 'DOM'] })).toBe('');
  });

  // In one run of the compiler, which takes seconds to read its libraries.
  it('a strict program without it, and the expected errors of another', () => {
    expect(existsSync(tsc)).toBe(true);
    const wrong = "import { tensor } from 'fourgate';\nexport const text: string = tensor([1], [1]).data;\n";
    const faults = faultsOf({ 'main.mts': typedProgram, 'wrong.mts': wrong }, { ...nodeNext, lib: ['ES2022'] });
    // What explains a fault is indented.
    const found = faults.split('\n').filter((line) => /^\S/.test(line));
    expect(found).toEqual([expect.stringContaining('wrong.mts(2,14): error TS2322')]);
  });

  it("the README's example", () => {
    expect(faultsOf({ 'main.mts': readmeProgram() }, { ...nodeNext, lib: ['ES2022', 'DOM'] })).toBe('');
  });

  it("that devices, signals and files are the platform's own", () => {
    const typeRoots = [here('node_modules/@types'), here('node_modules/@webgpu')];
    const options = { ...bundler, lib: ['ES2022', 'DOM'], typeRoots, types: ['types'], skipLibCheck: true };
    expect(faultsOf({ 'main.mts': platformProgram }, options)).toBe('');
  });
});
