import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer } from 'vite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { root } from '../house/sources.ts';
import { oddRequests, oddTargets, rawRequest, requestText, statusOf } from '../support/raw_request.ts';

const cache = mkdtempSync(join(tmpdir(), 'fourgate-vite-'));
afterAll(() => rmSync(cache, { recursive: true }));

/** What `npm run dev` serves, on a port of its own. */
async function serveDev() {
  const server = await createServer({
    root,
    configFile: join(root, 'vite.config.ts'),
    cacheDir: cache,
    logLevel: 'silent',
    server: { port: 0, watch: null },
    optimizeDeps: { noDiscovery: true },
  });
  await server.listen();
  return { address: server.resolvedUrls?.local[0] ?? '', close: () => server.close() };
}

describe('the server of npm run dev', () => {
  let served: Awaited<ReturnType<typeof serveDev>>;
  let port = 0;
  beforeAll(async () => {
    served = await serveDev();
    port = Number(new URL(served.address).port);
  });
  afterAll(() => served?.close());
  const ask = async (target: string, headers: Readonly<Record<string, string>> = {}, method = 'GET') =>
    statusOf(await rawRequest(port, requestText(port, target, headers, method)));

  it('survives every request', async () => {
    for (const target of oddTargets) await ask(target);
    for (const request of oddRequests(port)) await rawRequest(port, request, true);
    expect(await ask('/index.html')).toBe(200);
  });

  const strangers: readonly Readonly<Record<string, string>>[] = [
    { host: 'evil.example' },
    { origin: 'https://evil.example' },
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-dest': 'iframe' },
  ];
  it.each(strangers)('gives nothing to %j', async (headers) => {
    for (const target of ['/index.html', '/package.json', '/src/index.ts', '//', '/@vite/client']) {
      expect(await ask(target, headers)).toBe(403);
    }
  });

  it('serves only files', async () => {
    expect(await ask('/index.html', {}, 'POST')).toBe(405);
    expect(await rawRequest(port, requestText(port, '/index.html'))).toMatch(/x-frame-options: deny/i);
  });
});
