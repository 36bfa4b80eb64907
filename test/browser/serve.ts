import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'puppeteer-core';
import { createServer } from 'vite';
import { guardPlugin } from '../../scripts/start/guard.ts';

/** A browser showing the page of this folder. */
export interface OpenPage {
  readonly page: Page;
  readonly version: string;
  close(): Promise<void>;
}

/** Serves the repository with Vite and opens the test page in the browser that `launch` gives. */
export async function openTestPage(launch: () => Promise<Browser>): Promise<OpenPage> {
  const server = await createServer({
    configFile: false,
    root: fileURLToPath(new URL('../..', import.meta.url)),
    cacheDir: `node_modules/.vite-test-${process.pid}`,
    logLevel: 'error',
    plugins: [guardPlugin()],
    server: { host: '127.0.0.1', port: 0, hmr: false, watch: null, cors: false },
    optimizeDeps: { noDiscovery: true },
  });
  await server.listen();
  try {
    const browser = await launch();
    const close = async () => {
      await browser.close();
      await server.close();
    };
    const page = await browser.newPage();
    page.on('pageerror', (error) => process.stderr.write(`page: ${String(error)}\n`));
    const address = server.httpServer?.address();
    const port = typeof address === 'object' ? address?.port : undefined;
    await page.goto(`http://127.0.0.1:${port}/test/browser/index.html`);
    await page.waitForFunction(() => 'fourgate' in window);
    return { page, version: await browser.version(), close };
  } catch (error) {
    await server.close();
    throw error;
  }
}
