import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { build } from 'vite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchChromium } from '../../scripts/browsers.ts';
import { SHAPES } from '../../src/data/scenes/words.ts';
import { root } from '../house/sources.ts';
import { listening } from '../support/built_app.ts';

const types: Record<string, string> = { '.html': 'text/html', '.js': 'text/javascript' };
const outDir = mkdtempSync(join(tmpdir(), 'fourgate-test-'));
/** The project's folder as a server has it that knows nothing of it, with the package built elsewhere. */
const server = createServer(({ url = '/' }, response) => {
  const [path = ''] = url.split('?');
  const file = path.startsWith('/dist/') ? join(outDir, path.slice('/dist/'.length)) : join(root, path);
  response.setHeader('content-type', types[extname(path)] ?? 'application/octet-stream');
  try {
    response.end(readFileSync(file));
  } catch {
    response.writeHead(404).end();
  }
});
let listens: Awaited<ReturnType<typeof listening>>;

beforeAll(async () => {
  const configFile = join(root, 'vite.config.ts');
  await build({ root, configFile, mode: 'library', logLevel: 'error', build: { outDir, emptyOutDir: true } });
  listens = await listening(server);
});
afterAll(() => {
  listens?.close();
  rmSync(outDir, { recursive: true });
});

describe('examples/page.html', () => {
  it('trains and captions, with the built package and no bundler', async () => {
    const browser = await launchChromium();
    try {
      const page = await browser.newPage();
      const faults: string[] = [];
      page.on('pageerror', (fault) => faults.push(String(fault)));
      await page.goto(`http://127.0.0.1:${listens.port}/examples/page.html`);
      await page.waitForFunction(() => document.title === 'done', { timeout: 300_000 });
      expect(faults).toEqual([]);
      const [state, ...captions] = await page.$$eval('#state, figcaption', (found) =>
        found.map((it) => it.textContent),
      );
      expect(state).toMatch(/Step 100 of 100 on .+: loss \d/);
      expect(captions).toHaveLength(5);
      for (const caption of captions) expect(SHAPES.some((shape) => caption?.includes(shape))).toBe(true);
    } finally {
      await browser.close();
    }
  });
});
