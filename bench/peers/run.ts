import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Browser } from 'puppeteer-core';
import { createServer } from 'vite';
import { adapterOf, launchChromium } from '../../scripts/browsers.ts';
import { CpuBackend } from '../../src/cpu/backend.ts';
import { FourgateError, TrainingError } from '../../src/errors.ts';
import { positiveInteger } from '../../src/options.ts';
import { fourgate, makeModel } from './fourgate.ts';
import { type Measured, measure } from './peer.ts';
import { makeProblem, sizes } from './problem.ts';
import { type Results, table } from './report.ts';

const repository = join(import.meta.dirname, '../..');

/** Losses of the first steps on the float64 CPU reference. */
async function reference(steps: number): Promise<Measured> {
  const problem = makeProblem(1);
  const open = async () => new CpuBackend({ precision: 'float64' });
  const initial = makeModel(await open(), problem).params;
  return measure(fourgate('Fourgate (CPU reference, float64)', open), problem, initial, steps);
}

/** Runs one peer in a page of its own, so that no peer finds the other's memory or compiled shaders. */
async function inPage(browser: Browser, address: string, peer: string, steps: number): Promise<Measured> {
  const page = await browser.newPage();
  page.on('pageerror', (error) => process.stderr.write(`page: ${error}\n`));
  page.setDefaultTimeout(0);
  await page.goto(`${address}/bench/index.html`);
  await page.waitForFunction(() => window.runPeer !== undefined);
  const measured = await page.evaluate((name, count) => window.runPeer?.(name, count), peer, steps);
  await page.close();
  if (!measured) throw new TrainingError({ where: `peer ${peer}`, expected: 'a measurement', found: 'none' });
  return measured;
}

/** A peer whose losses are not those of the reference does not do the same work: its time means nothing. */
function checkLosses({ peer, losses }: Measured, expected: readonly number[]): void {
  for (const [step, loss] of expected.entries()) {
    const found = losses[step] ?? Number.NaN;
    // The first loss is one forward pass; the second has Adam's sign-like first update between them.
    const tolerance = (step === 0 ? 1e-4 : 1e-2) * loss;
    if (!(Math.abs(found - loss) <= tolerance)) {
      const where = `${peer}: loss of step ${step + 1}`;
      throw new TrainingError({ where, expected: `${loss} ± ${tolerance}`, found: String(found) });
    }
  }
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { steps: { type: 'string', default: '3' }, peers: { type: 'string', default: 'fourgate,jaxJs' } },
  });
  const steps = positiveInteger('--steps', Number(values.steps));
  const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { cwd: repository, encoding: 'utf8' }).trim();
  const expected = await reference(1);
  const server = await createServer({
    root: repository,
    server: { port: 0, host: '127.0.0.1', hmr: false, watch: null },
    optimizeDeps: { include: ['@jax-js/jax'] },
    logLevel: 'error',
  });
  await server.listen();
  const address = server.resolvedUrls?.local[0]?.replace(/\/$/, '') ?? '';
  const browser = await launchChromium();
  try {
    const adapter = await adapterOf(browser);
    const peers: Measured[] = [];
    for (const peer of values.peers.split(',')) {
      const count = peer === 'fourgate' ? 5 * steps : steps;
      const measured = await inPage(browser, address, peer, count);
      checkLosses(measured, expected.losses);
      peers.push(measured);
    }
    const results: Results = {
      date: new Date().toISOString().slice(0, 10),
      commit,
      machine: `${cpus().length}-core ${process.arch === 'x64' ? 'x86-64' : process.arch} machine`,
      adapter: adapter?.name ?? 'unnamed',
      browser: await browser.version(),
      sizes,
      referenceLosses: expected.losses,
      peers,
    };
    const folder = join(repository, 'bench/results');
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'peers.json'), `${JSON.stringify(results, undefined, 2)}\n`);
    writeFileSync(join(folder, 'peers.md'), table(results));
    process.stdout.write(table(results));
  } finally {
    await browser.close();
    await server.close();
  }
}

main().catch((error: unknown) => {
  process.stderr.write(error instanceof FourgateError ? `${error.message}\n` : `${(error as Error).stack}\n`);
  process.exitCode = 1;
});
