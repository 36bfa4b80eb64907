import type { IncomingMessage } from 'node:http';
import type { CheckpointStore } from '../../src/checkpoint/store.ts';
import type { Route } from './serve.ts';

const NAME = /^(latest|best|epoch-\d{1,6})\.safetensors$/;

async function bodyOf(request: IncomingMessage): Promise<Uint8Array<ArrayBuffer>> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part);
  return new Uint8Array(Buffer.concat(parts));
}

async function respond(
  store: CheckpointStore,
  request: IncomingMessage,
  name: string,
): Promise<{ readonly status: number; readonly body?: Uint8Array | string }> {
  // The page asks so whether checkpoints are kept here.
  if (name === '') return { status: 200, body: 'checkpoints' };
  if (!NAME.test(name)) return { status: 400, body: `expected a name such as latest.safetensors, found ${name}` };
  switch (request.method) {
    case 'GET': {
      const bytes = await store.read(name);
      return bytes ? { status: 200, body: bytes } : { status: 404 };
    }
    case 'PUT':
      await store.write(name, await bodyOf(request));
      return { status: 204 };
    case 'DELETE':
      await store.remove(name);
      return { status: 204 };
    default:
      return { status: 405 };
  }
}

/** Keeps checkpoints for the page of this server and gives them out: GET, PUT and DELETE of a name. */
export function checkpointRoute(store: CheckpointStore | undefined): Route {
  return {
    path: '/checkpoints/',
    async answer(request, response, name) {
      response.setHeader('cache-control', 'no-store');
      try {
        const { status, body } = store ? await respond(store, request, name) : { status: 204 };
        response.statusCode = status;
        response.end(body);
      } catch (error) {
        response.statusCode = 507;
        response.end(error instanceof Error ? error.message : String(error));
      }
    },
  };
}
