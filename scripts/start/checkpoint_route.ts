import type { IncomingMessage, ServerResponse } from 'node:http';
import { checkSize, LARGEST_FILE } from '../../src/checkpoint/store.ts';
import { FourgateError, StorageError } from '../../src/errors.ts';
import { isOfRun, type RunFolder } from './run_folder.ts';
import type { Route } from './serve.ts';

/** A body that is larger than what is taken. */
class TooLarge extends StorageError {}

function checkBody(name: string, bytes: number, largest: number): void {
  try {
    checkSize(name, bytes, largest);
  } catch (error) {
    throw error instanceof StorageError ? new TooLarge(error.fault) : error;
  }
}

/** A request's body as it comes. @throws TooLarge once it is larger than what is taken, whatever its length was said to be */
async function* bodyOf(request: IncomingMessage, name: string, largest: number): AsyncGenerator<Uint8Array> {
  checkBody(name, Number(request.headers['content-length'] ?? 0), largest);
  let bytes = 0;
  // Not destroyed when it is left early: the rest is read past, or the answer would not arrive.
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    bytes += chunk.length;
    checkBody(name, bytes, largest);
    yield chunk;
  }
}

interface Answer {
  readonly status: number;
  readonly body?: Uint8Array | string;
}

/** Of the folder as a whole: what it has, or room for a new run. */
async function respondOfAll({ store, setAside }: RunFolder, { method }: IncomingMessage): Promise<Answer> {
  if (method === 'GET') return { status: 200, body: JSON.stringify(await store.list()) };
  if (method !== 'POST') return { status: 405 };
  await setAside();
  return { status: 204 };
}

async function respond(folder: RunFolder, request: IncomingMessage, name: string, largest: number): Promise<Answer> {
  const { store } = folder;
  if (name === '') return respondOfAll(folder, request);
  if (!isOfRun(name)) return { status: 400, body: `expected a name such as latest.safetensors, found ${name}` };
  switch (request.method) {
    case 'GET': {
      const bytes = await store.read(name);
      return bytes ? { status: 200, body: bytes } : { status: 404 };
    }
    case 'PUT':
      await store.write(name, bodyOf(request, name, largest));
      return { status: 204 };
    case 'DELETE':
      await store.remove(name);
      return { status: 204 };
    default:
      return { status: 405 };
  }
}

function tellFault(error: unknown, response: ServerResponse): void {
  response.statusCode = error instanceof TooLarge ? 413 : 507;
  const fault = error instanceof FourgateError ? error.fault : undefined;
  response.setHeader('content-type', fault ? 'application/json' : 'text/plain; charset=utf-8');
  response.end(fault ? JSON.stringify(fault) : String(error));
}

/**
 * Keeps checkpoints for the page of this server and gives them out: GET, PUT and DELETE of a name. Of no name, GET is a
 * list, and POST makes room for a new run. What is put goes to the disk as it comes.
 * @param largest bytes of a file that is taken
 */
export function checkpointRoute(folder: RunFolder | undefined, largest = LARGEST_FILE): Route {
  return {
    path: '/checkpoints/',
    async answer(request, response, name) {
      try {
        const { status, body } = folder ? await respond(folder, request, name, largest) : { status: 204 };
        response.statusCode = status;
        response.end(body);
      } catch (error) {
        request.resume();
        tellFault(error, response);
      }
    },
  };
}
