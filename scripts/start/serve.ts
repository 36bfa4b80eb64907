import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname } from 'node:path';
import { DeviceError } from '../../src/errors.ts';
import { buildPage, type PageFiles } from './build_page.ts';
import { servedHeaders } from './content_policy.ts';
import { hasKey, newKey, refusalOf, refusalOfMethod, refuse } from './guard.ts';

/** A page that is being served. */
export interface Served {
  readonly address: string;
  /** The address with the server's key, for the page that we open ourselves: it may start runs and keep checkpoints. */
  withKey(query?: string): string;
  close(): void;
}

/** Answers requests under a path of the server, if they carry its key; `name` is what follows the path. */
export interface Route {
  readonly path: string;
  answer(request: IncomingMessage, response: ServerResponse, name: string): Promise<void>;
}

const PORTS = [4173, 4174, 4175, 0];
const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.wasm': 'application/wasm',
};

/** The page asks here whether its key is the server's. */
const keyRoute: Route = {
  path: '/key',
  async answer(_, response) {
    response.writeHead(204).end();
  },
};

function answerFile(body: string | Uint8Array | undefined, path: string, response: ServerResponse): void {
  response.statusCode = body === undefined ? 404 : 200;
  response.setHeader('content-type', TYPES[extname(path)] ?? 'application/octet-stream');
  response.end(body);
}

/** Whatever is asked, and however, no request ends the server: faults of answering end the answer. */
function answering(input: string, files: PageFiles, routes: readonly Route[], key: string, names: readonly string[]) {
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const refusal = refusalOf(request, names);
    if (refusal) return refuse(response, refusal);
    const headers = { ...servedHeaders(`/${input}`), 'cache-control': 'no-store' };
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
    const [path = '/'] = (request.url ?? '/').split(/[?#]/, 1);
    const route = routes.find((one) => path.startsWith(one.path));
    if (route) {
      if (hasKey(request, key)) return route.answer(request, response, path.slice(route.path.length));
      return refuse(response, { status: 403, words: 'expected the key of this server' });
    }
    const wrong = refusalOfMethod(request);
    if (wrong) return refuse(response, wrong);
    const file = path.endsWith('/') ? `/${input}` : path;
    answerFile(files.get(file), file, response);
  };
  return (request: IncomingMessage, response: ServerResponse) => {
    answer(request, response).catch(() => response.destroy());
  };
}

/** Resolves to whether it could listen. */
function listens(server: Server, port: number): Promise<boolean> {
  return new Promise((done) => {
    const failed = () => done(false);
    server.once('error', failed).listen(port, '127.0.0.1', () => {
      server.off('error', failed);
      // One connection that could not be taken is no reason to end.
      server.on('error', () => {});
      done(true);
    });
  });
}

/**
 * Builds a page and serves what was built, to this machine only. Not vite's development server: that one reloads the page
 * when it comes upon a package it did not know of, and a reload ends a run.
 * @param input the page, relative to the repository
 * @param routes what else it answers, to requests that carry its key
 * @param names hosts that it goes by besides 127.0.0.1 and localhost
 * @throws DeviceError when no port can be opened
 */
export async function servePage(
  input = 'index.html',
  routes: readonly Route[] = [],
  names: readonly string[] = [],
): Promise<Served> {
  const key = newKey();
  const server = createServer(answering(input, await buildPage(input), [keyRoute, ...routes], key, names));
  for (const port of PORTS) {
    if (!(await listens(server, port))) continue;
    const folder = input.slice(0, input.lastIndexOf('/') + 1);
    const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/${folder}`;
    return {
      address,
      withKey: (query = '') => `${address}${query}#key=${key}`,
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
