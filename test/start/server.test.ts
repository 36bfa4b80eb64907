import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { checkpointRoute } from '../../scripts/start/checkpoint_route.ts';
import { openRunFolder } from '../../scripts/start/run_folder.ts';
import { type Served, servePage } from '../../scripts/start/serve.ts';
import { KEY_HEADER } from '../../src/worker/protocol.ts';
import { oddRequests, oddTargets, rawRequest, requestText, statusOf } from '../support/raw_request.ts';

const LARGEST = 1_000_000;
const folder = mkdtempSync(join(tmpdir(), 'fourgate-server-'));
let served: Served;
let port = 0;
let key = '';

beforeAll(async () => {
  served = await servePage('test/app/fake.html', [checkpointRoute(openRunFolder(folder), LARGEST)]);
  const address = new URL(served.withKey());
  port = Number(address.port);
  key = new URLSearchParams(address.hash.slice(1)).get('key') ?? '';
});
afterAll(() => {
  served?.close();
  rmSync(folder, { recursive: true });
});

const ask = (target: string, headers: Readonly<Record<string, string>> = {}, method = 'GET') =>
  rawRequest(port, requestText(port, target, headers, method));
/** Names in the folder, but for its lock. */
const kept = () => readdirSync(folder).filter((name) => name !== '.lock');
const LATEST = '/checkpoints/latest.safetensors';
const owns = () => ({ [KEY_HEADER]: key });

describe('no request ends the server', () => {
  afterEach(async () => expect(statusOf(await ask('/'))).toBe(200));

  it.each(oddTargets)('GET %s', async (target) => {
    for (const headers of [{}, owns()]) expect(statusOf(await ask(target, headers))).not.toBe(500);
  });

  it('nonsense, or paths that are not for pages', async () => {
    for (const request of oddRequests(port)) await rawRequest(port, request, true);
  });

  it('a connection that ends in the middle of a checkpoint leaves nothing', async () => {
    const begun = requestText(port, LATEST, { ...owns(), 'content-length': '500000' }, 'PUT');
    await rawRequest(port, `${begun}${'x'.repeat(1000)}`, true);
    await expect.poll(kept).toEqual([]);
  });
});

describe('only pages of this server are served', () => {
  const foreign: readonly Readonly<Record<string, string>>[] = [
    { host: 'evil.example' },
    { host: 'evil.example:80' },
    { origin: 'https://evil.example' },
    { origin: 'null' },
    { origin: 'http://127.0.0.1:1' },
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
    { 'sec-fetch-site': 'same-origin', 'sec-fetch-dest': 'iframe' },
  ];
  it.each(foreign)('%j', async (headers) => {
    for (const target of ['/', '/none', '//', '/key', LATEST]) {
      for (const method of ['GET', 'POST', 'PUT', 'DELETE', 'OPTIONS']) {
        expect(statusOf(await ask(target, { ...owns(), ...headers }, method))).toBe(403);
      }
    }
  });

  it("a page under one of the server's names is accepted", async () => {
    for (const host of [`127.0.0.1:${port}`, `localhost:${port}`]) {
      const headers = { host, origin: `http://${host}`, 'sec-fetch-site': 'same-origin' };
      expect(statusOf(await ask('/', headers))).toBe(200);
    }
  });
});

describe('checkpoints', () => {
  const put = (body: string, headers: Readonly<Record<string, string>> = {}) =>
    rawRequest(port, requestText(port, LATEST, { 'content-length': `${body.length}`, ...headers }, 'PUT') + body);

  it('are neither written nor read nor removed without the key', async () => {
    expect(statusOf(await put('mine', owns()))).toBe(204);
    const wrongs = ['', 'x', `${key}x`, key.slice(1)].map((wrong) => ({ [KEY_HEADER]: wrong }));
    for (const wrong of [{}, ...wrongs]) {
      expect(statusOf(await put('theirs', wrong))).toBe(403);
      for (const method of ['GET', 'DELETE']) expect(statusOf(await ask(LATEST, wrong, method))).toBe(403);
      expect(statusOf(await ask('/checkpoints/', wrong))).toBe(403);
      expect(statusOf(await ask('/key', wrong))).toBe(403);
    }
    expect(await ask(LATEST, owns())).toMatch(/\r\n\r\nmine$/);
    expect(statusOf(await ask('/key', owns()))).toBe(204);
  });

  it('have restricted names', async () => {
    for (const name of ['x', '../x', '..%2fx', 'latest.safetensors.part', 'latest.safetensors%00']) {
      expect([400, 404]).toContain(statusOf(await ask(`/checkpoints/${name}`, owns(), 'PUT')));
    }
  });

  it('are streamed to disk: none is held in memory as a whole', async () => {
    const size = 600_000;
    const socket = connect(port, '127.0.0.1');
    socket.write(requestText(port, LATEST, { 'content-length': `${size}`, ...owns() }, 'PUT') + 'x'.repeat(size / 2));
    const partial = () => statSync(join(folder, 'latest.safetensors.part'), { throwIfNoEntry: false })?.size ?? 0;
    await expect.poll(partial).toBe(size / 2);
    socket.write('x'.repeat(size / 2));
    const [answer] = (await once(socket, 'data')) as [Buffer];
    expect(statusOf(answer.toString('latin1'))).toBe(204);
    expect(statSync(join(folder, 'latest.safetensors')).size).toBe(size);
    socket.destroy();
    expect(statusOf(await put('mine', owns()))).toBe(204);
  });

  it('have a maximum size, and larger ones do not replace existing files', async () => {
    const large = 'x'.repeat(LARGEST + 1);
    const answer = await put(large, owns());
    expect(statusOf(answer)).toBe(413);
    expect(answer).toContain(`"expected":"at most ${LARGEST} bytes","found":"${LARGEST + 1}"`);
    // One that does not say how long it is.
    const chunked = requestText(port, LATEST, { ...owns(), 'transfer-encoding': 'chunked' }, 'PUT');
    const body = `${large.length.toString(16)}\r\n${large}\r\n0\r\n\r\n`;
    expect(statusOf(await rawRequest(port, chunked + body))).toBe(413);
    expect(await ask(LATEST, owns())).toMatch(/\r\n\r\nmine$/);
    expect(kept()).toEqual(['latest.safetensors']);
    expect(statusOf(await put('x'.repeat(LARGEST), owns()))).toBe(204);
  });
});

it('every response forbids framing and foreign content', async () => {
  for (const target of ['/', '/none', LATEST, '//']) {
    const answer = (await ask(target)).toLowerCase();
    expect(answer).toContain('x-frame-options: deny');
    expect(answer).toContain('cross-origin-opener-policy: same-origin');
    expect(answer).toContain('x-content-type-options: nosniff');
    if (target === '/') expect(answer).toMatch(/content-security-policy: default-src 'none'; .*frame-ancestors 'none'/);
  }
});
