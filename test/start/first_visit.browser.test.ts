import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchChromium } from '../../scripts/browsers.ts';
import { queryOfSettings } from '../../src/client/address.ts';
import type { RunRequest } from '../../src/client/run_request.ts';
import { Driven } from '../app/drive.ts';
import { type BuiltApp, serveBuiltApp } from '../support/built_app.ts';

/** What a first visit may take over the wire until training runs. */
const LIMIT = 200_000;

const place = mkdtempSync(join(tmpdir(), 'fourgate-test-'));
const outDir = join(place, 'dist-app');
let built: BuiltApp;
beforeAll(async () => {
  built = await serveBuiltApp(outDir);
});
afterAll(() => {
  built?.close();
  rmSync(place, { recursive: true });
});

describe('a first visit of the built page', () => {
  it(`takes at most ${LIMIT / 1000} kB until training runs: no HDF5, photos, networks or zip files`, async () => {
    const options = { hiddenDim: 16, wordvecDim: 8, batchSize: 16, numEpochs: 50, validateEvery: 0 } as const;
    const request: RunRequest = { source: { kind: 'scenes', train: 60, val: 8, test: 8 }, options };
    const browser = await launchChromium();
    try {
      const driven = await Driven.open(browser, 'about:blank');
      // What is kept for visits without a net is fetched beside the run, and counted below.
      await driven.page.evaluateOnNewDocument(() => Reflect.deleteProperty(Navigator.prototype, 'serviceWorker'));
      await driven.page.goto(`${built.address}index.html${queryOfSettings(request)}`);
      await driven.next('dataset', 0);
      await driven.click('#start');
      await driven.next('step', 0);
      const sizes = [...built.answers].map(([path, content]) => [path, gzipSync(content).length] as const);
      const total = sizes.reduce((sum, [, size]) => sum + size, 0);
      const listed = sizes.map(([path, size]) => `${path} ${size}`).join('\n');
      process.stdout.write(`${listed}\nfirst visit: ${total} bytes with gzip\n`);
      expect(total).toBeLessThanOrEqual(LIMIT);
      const textOf = (content: Uint8Array) => Buffer.from(content).toString('latin1');
      const answered = () => [...built.answers.values()].map(textOf).join('\n');
      const loaded = answered();
      expect(loaded.includes('createScenes')).toBe(true);
      const assets = join(outDir, 'assets');
      const all = readdirSync(assets)
        .map((file) => textOf(readFileSync(join(assets, file))))
        .join('\n');
      // Each stands in code that reads HDF5, zip files or networks, or prepares photos.
      for (const mark of ['superblock', 'invalid zip data', 'a zip file of PyTorch', 'pictures that have captions']) {
        expect([mark, all.includes(mark), loaded.includes(mark)]).toEqual([mark, true, false]);
      }
      // What is kept can be read again, also when the server is gone by then.
      await driven.next('kept', 0);
      await expect.poll(() => answered().includes('invalid zip data')).toBe(true);
    } finally {
      await browser.close();
    }
  });

  it('is all that a second visit needs: it trains offline, in 250 kB', async () => {
    const again = await serveBuiltApp(join(place, 'again'));
    const browser = await launchChromium();
    try {
      const first = await Driven.open(browser, `${again.address}index.html`);
      await first.page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
      await first.close();
      const kept = readFileSync(join(place, 'again/service_worker.js'), 'utf8');
      const files = JSON.parse(/FILES = (\[.*?\]);/.exec(kept)?.[1] ?? '') as string[];
      const sizes = files.map((file) => gzipSync(readFileSync(join(place, 'again', file))).length);
      const total = sizes.reduce((sum, size) => sum + size, 0);
      process.stdout.write(`${files.length} files kept: ${total} bytes with gzip\n`);
      expect(total).toBeLessThanOrEqual(250_000);
      again.close();
      const driven = await Driven.open(
        browser,
        `${again.address}index.html?pictures=60&hidden=16&batch=16&iterations=3`,
      );
      await driven.next('dataset', 0);
      await driven.click('#start');
      const { step } = await driven.next('finished', 0);
      expect(step).toBe(3);
      // What is loaded when it is asked for is there, too.
      await driven.click('#grid .pick');
      await driven.next('described', 0);
      await driven.click('#how > summary');
      await driven.page.waitForSelector('.formulas');
      expect(driven.errors).toEqual([]);
    } finally {
      await browser.close();
      again.close();
    }
  });
});
