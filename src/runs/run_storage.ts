import { browserStore } from '../checkpoint/browser_store.ts';
import { failureOf, httpStore } from '../checkpoint/http_store.ts';
import type { ListedStore } from '../checkpoint/store.ts';
import { type RunLocks, runLocks } from './run_locks.ts';

/** The latest state of a kept run, or the one with the best validation score. */
export type Which = 'latest' | 'best';

/** The run without a name: the only one of a folder, and the one that earlier versions kept in the browser. */
export const UNNAMED = '';

const PATTERN = /^(latest|best)(?:-([a-z0-9-]{1,60}))?\.safetensors$/;

/** The file that contains this state of a run. */
export function fileOf(which: Which, run: string): string {
  return run === UNNAMED ? `${which}.safetensors` : `${which}-${run}.safetensors`;
}

/** What a file contains; undefined for a file of another kind. */
export function keptIn(file: string): { readonly which: Which; readonly run: string } | undefined {
  const [, which, run = UNNAMED] = PATTERN.exec(file) ?? [];
  return which ? { which: which === 'best' ? 'best' : 'latest', run } : undefined;
}

/** A unique name for a new run. */
export function newRunName(now = Date.now(), random = Math.random): string {
  return `${now.toString(36)}-${Math.floor(random() * 36 ** 6).toString(36)}`;
}

/** File of the latest state of the run without a name. */
export const LATEST = fileOf('latest', UNNAMED);

/** Where a session keeps its runs. */
export interface RunStorage {
  readonly store: ListedStore;
  readonly locks: RunLocks;
  /**
   * `browser`: keeps the latest and best states of the last two runs, each under its own name. `folder`: one run, with a
   * file for every epoch as well.
   */
  readonly place: 'browser' | 'folder';
  /** Makes room for a new run where only one can be kept, by setting the files of an earlier run aside. */
  readonly makeRoom?: () => Promise<void>;
}

/**
 * Where this page keeps its runs: with the server that opened it, if that has a folder for them, else in the browser.
 * @param headers with the key of that server; a page that another program opened has none
 */
export async function storageOfPage(headers: Record<string, string> | undefined): Promise<RunStorage> {
  const address = new URL('/checkpoints/', location.origin).href;
  const locks = runLocks();
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

/** Whether a server has a folder. One that has a folder but cannot read it counts: keeping runs elsewhere would not help. */
async function keepsCheckpoints(address: string, headers: Record<string, string>): Promise<boolean> {
  try {
    const response = await fetch(address, { headers, cache: 'no-store' });
    return response.status >= 500 || Array.isArray(await response.json());
  } catch {
    return false;
  }
}
