import { browserStore } from '../checkpoint/browser_store.ts';
import { failureOf, httpStore } from '../checkpoint/http_store.ts';
import type { ListedStore } from '../checkpoint/store.ts';
import { KEY_HEADER } from './protocol.ts';
import { type RunLocks, runLocks } from './run_locks.ts';

/** Where a session keeps its runs. */
export interface Keeping {
  readonly store: ListedStore;
  readonly locks: RunLocks;
  /**
   * `browser`: each run is kept under a name of its own, its latest and its best, and the last two runs stay. `folder`: one
   * run, with a file for every epoch as well.
   */
  readonly place: 'browser' | 'folder';
  /** Makes room for a run that begins, where there is room for one only: what an earlier one has left is set aside. */
  readonly makeRoom?: () => Promise<void>;
}

/**
 * Where this page keeps its runs: with the server that opened it, where that has a folder for them, else in the browser.
 * @param key that of the server; a page that it did not open has none
 */
export async function keepingOfPage(key: string | undefined): Promise<Keeping> {
  const address = new URL('/checkpoints/', location.origin).href;
  const locks = runLocks();
  const headers = key === undefined ? undefined : { [KEY_HEADER]: key };
  return headers && (await keepsCheckpoints(address, headers))
    ? {
        store: httpStore(address, headers),
        locks,
        place: 'folder',
        makeRoom: () => postTo(address, headers),
      }
    : { store: browserStore(), locks, place: 'browser' };
}

/** @throws StorageError when the earlier run cannot be set aside */
async function postTo(address: string, headers: Record<string, string>): Promise<void> {
  const response = await fetch(address, { method: 'POST', headers });
  if (!response.ok) throw await failureOf(response);
}

/** Whether a server says so. One that has a folder and cannot read it does: to keep elsewhere would be no remedy. */
async function keepsCheckpoints(address: string, headers: Record<string, string>): Promise<boolean> {
  try {
    const response = await fetch(address, { headers, cache: 'no-store' });
    return response.status >= 500 || Array.isArray(await response.json());
  } catch {
    return false;
  }
}
