import { requireString } from '../arguments.ts';
import { type CheckpointStore, checkedName, orStorageError, sizeOfFile } from './store.ts';

/**
 * Checkpoints kept by the server of the page: GET, PUT and DELETE of `base` + name. 404 says that there is no such file;
 * any other status that is no success is a failure, told in the body.
 * @param base address that names are put after, such as `/checkpoints/`
 */
export function httpStore(base: string): CheckpointStore {
  requireString('httpStore: base', 'an address such as /checkpoints/', base);
  const ask = async (name: string, init: RequestInit) => {
    const response = await fetch(`${base}${checkedName(name)}`, { ...init, cache: 'no-store' });
    if (response.ok || response.status === 404) return response;
    throw new Error(`${response.status} ${(await response.text()) || response.statusText}`);
  };
  return {
    read: async (name) =>
      orStorageError(`${base}${name}`, 'a file that can be read', async () => {
        const response = await ask(name, { method: 'GET' });
        return response.ok ? new Uint8Array(await response.arrayBuffer()) : undefined;
      }),
    write: async (name, bytes) =>
      orStorageError(`${base}${name}`, `room for ${sizeOfFile(bytes)} bytes`, async () => {
        const { ok, status } = await ask(name, { method: 'PUT', body: new Blob([new Uint8Array(bytes)]) });
        if (!ok) throw new Error(`${status}: no checkpoints are kept here`);
      }),
    remove: async (name) =>
      orStorageError(`${base}${name}`, 'a file that can go', async () => {
        await ask(name, { method: 'DELETE' });
      }),
  };
}
