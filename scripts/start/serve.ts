import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, resolve } from 'node:path';
import { build } from 'vite';
import { DeviceError } from '../../src/errors.ts';

/** A page that is being served. */
export interface Served {
  readonly address: string;
  close(): void;
}

/** Answers requests under a path of the server; `name` is what follows the path. */
export interface Route {
  readonly path: string;
  answer(request: IncomingMessage, response: ServerResponse, name: string): void;
}

type Files = ReadonlyMap<string, string | Uint8Array>;

const root = resolve(import.meta.dirname, '../..');
const PORTS = [4173, 4174, 4175, 0];
const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.wasm': 'application/wasm',
};

/** Builds a page into memory: path → contents. */
async function buildPage(input: string): Promise<Files> {
  const built = await build({
    root,
    configFile: false,
    logLevel: 'error',
    base: './',
    worker: { format: 'es' },
    build: {
      target: 'es2022',
      write: false,
      // The HDF5 library is one file of 5 MB; it comes only when files are read.
      chunkSizeWarningLimit: 8000,
      rolldownOptions: { input: resolve(root, input) },
    },
  });
  const outputs = [built].flat().flatMap((one) => ('output' in one ? one.output : []));
  return new Map(outputs.map((file) => [`/${file.fileName}`, file.type === 'chunk' ? file.code : file.source]));
}

function answer(files: Files, path: string, response: ServerResponse): void {
  const body = files.get(path);
  response.statusCode = body === undefined ? 404 : 200;
  response.setHeader('content-type', TYPES[extname(path)] ?? 'application/octet-stream');
  response.setHeader('cache-control', 'no-store');
  response.end(body);
}

/**
 * Whether a request comes from a page of this server: a name of another site that points here (DNS rebinding) shows in
 * `host`, and another site's page in `origin`.
 */
function isOwn({ headers, socket }: IncomingMessage): boolean {
  const own = `127.0.0.1:${socket.localPort}`;
  return headers.host === own && (headers.origin === undefined || headers.origin === `http://${own}`);
}

/**
 * Builds a page and serves what was built, to this machine only. Not vite's development server: that one reloads the page
 * when it comes upon a package it did not know of, and a reload ends a run.
 * @param input the page, relative to the repository
 * @param routes what else it answers; other pages' requests do not get there
 * @throws DeviceError when no port can be opened
 */
export async function servePage(input = 'index.html', routes: readonly Route[] = []): Promise<Served> {
  const files = await buildPage(input);
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    const route = routes.find(({ path }) => pathname.startsWith(path));
    if (route && isOwn(request)) return route.answer(request, response, pathname.slice(route.path.length));
    answer(files, pathname.endsWith('/') ? `/${input}` : pathname, response);
  });
  for (const port of PORTS) {
    const failed = await new Promise<Error | undefined>((done) => {
      server.once('error', done).listen(port, '127.0.0.1', () => done(undefined));
    });
    if (failed) continue;
    const folder = input.slice(0, input.lastIndexOf('/') + 1);
    return {
      address: `http://127.0.0.1:${(server.address() as AddressInfo).port}/${folder}`,
      close() {
        server.close();
        server.closeAllConnections();
      },
    };
  }
  throw new DeviceError({
    where: 'server',
    expected: `a free port on 127.0.0.1, such as ${PORTS[0]}`,
    found: 'none',
  });
}
