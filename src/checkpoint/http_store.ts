import { requireString } from '../arguments.ts';
import { type Fault, StorageError } from '../errors.ts';
import {
  checkedName,
  checkSize,
  type ListedStore,
  newestFirst,
  orNoRoom,
  orStorageError,
  type StoredFile,
  sizeOfFile,
} from './store.ts';

/**
 * Checkpoints on the page's server: GET, PUT and DELETE of `base` + name, and GET of `base` for a list of all as JSON. Status
 * 404 means that the file does not exist; any other unsuccessful status is a failure, which the body explains in words or as
 * the JSON of a fault.
 * @param base address to which names are appended, such as `/checkpoints/`
 * @param headers sent with every request, such as a key that the server requires
 */
export function httpStore(base: string, headers: Readonly<Record<string, string>> = {}): ListedStore {
  requireString('httpStore: base', 'an address such as /checkpoints/', base);
  const whereOf = (name: string) => `${base}${checkedName(name)}`;
  const ask = async (name: string, init: RequestInit) => {
    const response = await fetch(whereOf(name), { ...init, headers, cache: 'no-store' });
    if (response.ok || response.status === 404) return response;
    throw await failureOf(response);
  };
  return {
    read: async (name) =>
      orStorageError(whereOf(name), 'a file that can be read', async () => {
        const response = await ask(name, { method: 'GET' });
        return response.ok ? new Uint8Array(await response.arrayBuffer()) : undefined;
      }),
    write: async (name, bytes) =>
      orNoRoom(whereOf(name), `room for ${sizeOfFile(bytes)} bytes`, async () => {
        checkSize(`${base}${name}`, bytes.length);
        const { ok, status } = await ask(name, { method: 'PUT', body: new Blob([bytes as Uint8Array<ArrayBuffer>]) });
        if (!ok) throw new Error(`${status}: this server does not store checkpoints`);
      }),
    remove: async (name) =>
      orStorageError(whereOf(name), 'a file that can be removed', async () => {
        await ask(name, { method: 'DELETE' });
      }),
    list: () =>
      orStorageError(base, 'a list of checkpoints', async () => {
        const response = await fetch(base, { headers, cache: 'no-store' });
        if (!response.ok) throw await failureOf(response);
        return listOf(await response.json()).sort(newestFirst);
      }),
  };
}

/** The fault that the server reports, with its own place; or the status and the body. */
export async function failureOf(response: Response): Promise<Error> {
  const text = await response.text();
  if (response.headers.get('content-type') === 'application/json') return new StorageError(JSON.parse(text) as Fault);
  return new Error(`${response.status} ${text || response.statusText}`);
}

function listOf(answer: unknown): StoredFile[] {
  const isFile = ({ name, bytes, modified }: Partial<StoredFile>) =>
    typeof name === 'string' && typeof bytes === 'number' && typeof modified === 'number';
  if (Array.isArray(answer) && answer.every(isFile)) return answer;
  throw new Error('this server does not store checkpoints');
}
