import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser } from 'puppeteer-core';
import { createServer, type ViteDevServer } from 'vite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fourgate, makeModel } from '../../bench/peers/fourgate.ts';
import { peerNames } from '../../bench/peers/names.ts';
import { measure } from '../../bench/peers/peer.ts';
import { makeProblem } from '../../bench/peers/problem.ts';
import { launchChromium } from '../../scripts/browsers.ts';
import { WITHOUT_ZEROS } from '../../scripts/node_webgpu.ts';
import { isolation } from '../../scripts/start/content_policy.ts';
import { CpuBackend } from '../../src/cpu/backend.ts';
import { root } from '../house/sources.ts';

/** Small and awkward: no two sizes alike, none a multiple of four but the hidden state's gates. */
const sizes = { N: 3, T: 5, D: 6, W: 7, H: 9, V: 14 };
const steps = 3;

/** Packages that the page loads late: Vite bundles them before the page is opened, or it reloads it in between. */
const peerPackages = [
  '@jax-js/jax',
  '@tensorflow/tfjs-core',
  '@tensorflow/tfjs-core/dist/register_all_gradients.js',
  '@tensorflow/tfjs-backend-webgpu',
];
const installed = (scope: string) => join(root, 'bench/node_modules', scope);
/** Where they are: Vite looks for what it bundles beforehand in the repository's own packages, and these are the benchmark's. */
const peerPlaces = { '@jax-js': installed('@jax-js'), '@tensorflow': installed('@tensorflow') };

let server: ViteDevServer;
let browser: Browser;
let expected: readonly number[];

/** Trains in a page of its own, as the benchmark does: no peer finds another's device. */
async function train(peer: string) {
  const page = await browser.newPage();
  try {
    const faults: unknown[] = [];
    page.on('pageerror', (error) => faults.push(error));
    await page.goto(`${server.resolvedUrls?.local[0]}test/bench/peers.html`);
    await page.waitForFunction(() => 'trainPeer' in window);
    const measured = await page.evaluate((...task) => window.trainPeer(...task), peer, sizes, steps);
    expect(faults).toEqual([]);
    return measured;
  } finally {
    await page.close();
  }
}

beforeAll(async () => {
  const problem = makeProblem(1, sizes);
  const open = async () => new CpuBackend({ precision: 'float64' });
  const { params } = makeModel(await open(), problem);
  expected = (await measure(fourgate('reference', open), problem, params, steps)).losses;
  server = await createServer({
    configFile: false,
    root,
    cacheDir: `node_modules/.vite-test-${process.pid}`,
    logLevel: 'error',
    resolve: { alias: peerPlaces },
    server: { host: '127.0.0.1', port: 0, hmr: false, watch: null, headers: isolation },
    optimizeDeps: { noDiscovery: true, include: peerPackages },
  });
  await server.listen();
  browser = await launchChromium({ software: true, args: [`--${WITHOUT_ZEROS}`] });
});

afterAll(async () => {
  await browser?.close();
  await server?.close();
});

/** The installed version of a package, which a peer must not misstate. */
const versionOf = (name: string) =>
  (JSON.parse(readFileSync(join(root, 'bench/node_modules', name, 'package.json'), 'utf8')) as { version: string })
    .version;

describe('every peer does the same work: its losses are those of the float64 reference', () => {
  const titles: Record<string, string> = {
    fourgate: 'Fourgate (WebGPU)',
    jaxJs: `jax-js ${versionOf('@jax-js/jax')} (jit, WebGPU)`,
    jaxJsWasm: `jax-js ${versionOf('@jax-js/jax')} (jit, wasm, `,
    tensorflowJs: `TensorFlow.js ${versionOf('@tensorflow/tfjs-core')} (WebGPU)`,
  };

  it.each(peerNames)('%s', async (name) => {
    const { losses, peer, warm } = await train(name);
    expect(peer).toContain(titles[name]);
    expect(warm).toHaveLength(steps);
    const errors = expected.map((loss, step) => Math.abs((losses[step] ?? Number.NaN) - loss) / loss);
    for (const error of errors) expect(error).toBeLessThan(1e-5);
    // Training does something, or losses that never move would agree as well.
    expect(expected.at(-1)).toBeLessThan(0.99 * (expected[0] ?? 0));
  });
});
