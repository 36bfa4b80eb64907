import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { EventEmitter } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Plugin } from 'vite';
import { KEY_HEADER } from '../../src/worker/protocol.ts';
import { pageHeaders } from './content_policy.ts';

/** Why a request is not answered. */
export interface Refusal {
  readonly status: number;
  readonly words: string;
}

/** What a request says of itself, looked at before anything else is. */
type Asked = Pick<IncomingMessage, 'url' | 'method' | 'headers'>;

/** Names of this machine that only it can be reached by. */
const OWN_NAMES = ['127.0.0.1', 'localhost'];
/** Places in a page of another site that a page of ours could be put into. */
const FRAMES = ['iframe', 'frame', 'embed', 'object', 'fencedframe'];

/**
 * Why a request is refused, whatever it asks for. A name of another site that points to this machine (DNS rebinding)
 * shows in `host`, a page of another site in `origin` and `sec-fetch-site`. Never throws: requests may be malformed.
 * @param names hosts that the server goes by besides its own
 */
export function refusalOf({ url = '', headers }: Asked, names: readonly string[] = []): Refusal | undefined {
  const { host = '', origin } = headers;
  const name = /^([^:]*)(:\d+)?$/.exec(host)?.[1] ?? '';
  if (![...OWN_NAMES, ...names].includes(name)) {
    return { status: 403, words: `expected the host ${OWN_NAMES[0]}, found ${JSON.stringify(host)}` };
  }
  if (origin !== undefined && origin !== `http://${host}`) {
    return { status: 403, words: `expected a page of http://${host}, found ${JSON.stringify(origin)}` };
  }
  const site = headers['sec-fetch-site'] ?? 'none';
  if (site !== 'none' && site !== 'same-origin') {
    return { status: 403, words: `expected a page of this server, found one that is ${site}` };
  }
  if (FRAMES.includes(String(headers['sec-fetch-dest']))) {
    return { status: 403, words: 'expected a window of its own, found a frame' };
  }
  return isPath(url) ? undefined : { status: 400, words: 'expected a path such as /index.html' };
}

/** Whether it is a path that every URL parser takes for one of this server. */
function isPath(url: string): boolean {
  if (!url.startsWith('/') || url.startsWith('//') || url.includes('\\')) return false;
  try {
    decodeURI(url);
    return true;
  } catch {
    return false;
  }
}

/** Answers a request with nothing but words. */
export function refuse(response: ServerResponse, { status, words }: Refusal): void {
  response.writeHead(status, { ...pageHeaders, 'content-type': 'text/plain; charset=utf-8', connection: 'close' });
  response.end(`${words}\n`);
}

/**
 * The guard of a server of Vite's, which serves a page while it is worked on. It stands before all that Vite does with a
 * request: the router itself throws at addresses such as `http://[`, uncaught.
 */
export function guardPlugin(): Plugin {
  return {
    name: 'fourgate-guard',
    configureServer({ httpServer }) {
      // Request handlers are attached by then.
      httpServer?.once('listening', () => {
        askFirst(httpServer, 'request', (response: ServerResponse, refusal) => refuse(response, refusal));
        askFirst(httpServer, 'upgrade', (socket: Duplex) => socket.destroy());
      });
    },
  };
}

function askFirst<T>(server: EventEmitter, event: string, refused: (answer: T, refusal: Refusal) => void): void {
  const listeners = server.listeners(event);
  if (listeners.length === 0) return;
  server.removeAllListeners(event);
  server.on(event, (request: IncomingMessage, answer: T, ...rest: unknown[]) => {
    const refusal = refusalOf(request) ?? refusalOfMethod(request);
    if (refusal) return refused(answer, refusal);
    for (const listener of listeners) listener.call(server, request, answer, ...rest);
  });
}

/** Why a request for a file of the page is refused. */
export function refusalOfMethod({ method = '' }: Asked): Refusal | undefined {
  return ['GET', 'HEAD'].includes(method) ? undefined : { status: 405, words: `expected GET or HEAD, found ${method}` };
}

/** A secret of one server: only the page that the server itself opened has it. */
export const newKey = () => randomBytes(32).toString('base64url');

/** Whether a request carries the key; takes the same time for every wrong one. */
export function hasKey({ headers }: Asked, key: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(String(headers[KEY_HEADER] ?? '')), digest(key));
}
