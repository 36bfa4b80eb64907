import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'vite';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { NodeFunctions } from '../../bench/hosts/node_worker.ts';
import { peerNames } from '../../bench/peers/names.ts';
import type { Results } from '../../bench/results.ts';
import { ServedProcess } from '../../scripts/served_process.ts';
import { swiftShaderEnvironment } from '../../scripts/swiftshader.ts';
import { root } from '../house/sources.ts';

/** A machine that has nothing but Node, the package with Dawn in it and what that needs. */
const folder = mkdtempSync(join(tmpdir(), 'fourgate-bench-'));

function run(env: Record<string, string>, ...args: string[]) {
  return spawnSync(process.execPath, ['bench.js', ...args], {
    cwd: folder,
    env: { PATH: process.env.PATH, HOME: folder, ...env },
    encoding: 'utf8',
  });
}

beforeAll(async () => {
  await build({
    root,
    configFile: join(root, 'vite.config.ts'),
    mode: 'bench',
    logLevel: 'error',
    build: { outDir: folder, emptyOutDir: false },
  });
  for (const name of ['webgpu', '@webgpu/types', 'debug', 'ms']) {
    cpSync(join(root, 'scripts/node_modules', name), join(folder, 'node_modules', name), { recursive: true });
  }
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('compares every kernel with the CPU, and names the adapter', async () => {
  const args = ['--quick', '--sections', 'parity', '--out', 'found'];
  const { status, stdout, stderr } = run(await swiftShaderEnvironment(), ...args);
  expect(status, `${stdout}${stderr}`).toBe(0);
  const results = JSON.parse(readFileSync(join(folder, 'found/node_quick.json'), 'utf8')) as Results;
  const rows = results.sections[0]?.tables[0]?.rows ?? [];
  for (const kernel of ['affine_forward', 'lstm_step_backward', 'softmax_loss', 'adam']) {
    expect(rows.filter(([name, , check]) => name === kernel && check === 'passed').length, kernel).toBeGreaterThan(0);
  }
  const { version } = JSON.parse(readFileSync(join(root, 'scripts/node_modules/webgpu/package.json'), 'utf8'));
  expect(results.circumstances).toMatchObject({
    browser: `Node ${process.versions.node}, webgpu ${version}`,
    driver: expect.stringMatching(/SwiftShader/),
    software: true,
    commit: expect.stringMatching(/^[0-9a-f]{7,}$|^unknown$/),
  });
  expect(stdout).toContain('(software adapter, not a GPU)');
});

it.each([
  ['gemm', undefined],
  ['steps', 2],
  ['js', 1],
  ['goals', 3],
  ['pictures', 12],
  ['peers', peerNames.length],
] as const)('measures at tiny sizes without a fault: %s', async (name, rows) => {
  const script = join(folder, 'node_worker.js');
  const served = new ServedProcess<NodeFunctions>(script, { env: await swiftShaderEnvironment() });
  const { tables, faults } = await served.ask('section', name, { effort: 'tiny' });
  await served.close();
  expect(faults).toEqual([]);
  const found = tables[0]?.rows.length ?? 0;
  expect(found).toBe(rows ?? Math.max(found, 1));
});

it('says what to do if there is no adapter', () => {
  const { status, stderr } = run({ VK_ICD_FILENAMES: '/nowhere.json' }, '--sections', 'js');
  expect(status).toBe(1);
  expect(stderr).toMatch(/expected an adapter, found none with VK_ICD_FILENAMES=\/nowhere\.json\. .*libvulkan1/);
});

it('says what to install if the package is missing', () => {
  rmSync(join(folder, 'node_modules/webgpu'), { recursive: true });
  const { status, stderr } = run({}, '--sections', 'js');
  expect(status).toBe(1);
  expect(stderr).toMatch(/WebGPU in Node: expected the npm package webgpu, found none\. Type: npm install webgpu/);
});

it('contains neither a browser driver nor a bundler', () => {
  const code = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.js') && !name.startsWith('node_modules'))
    .map((name) => readFileSync(join(folder, name), 'utf8'))
    .join('\n');
  expect(code).toContain('@compute');
  expect(code).not.toMatch(/puppeteer|from ["']vite|import\(["']vite/);
});
