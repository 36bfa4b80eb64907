import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { StorageError } from '../../src/errors.ts';
import { makeFolder } from '../../src/make_folder.ts';
import { factsOf } from '../process_facts.ts';

/** Who keeps checkpoints in a folder. */
interface Holder {
  readonly pid: number;
  readonly host: string;
  /** When its process began, in words of this machine: another process may have its number by now. */
  readonly began: string;
  /** Since when it has the folder, as ISO 8601. */
  readonly since: string;
}

const NAME = '.lock';

/**
 * Takes a folder, which is made, for this process alone: two runs would overwrite each other's checkpoints.
 * @returns gives the folder back; what another process has taken since is left alone
 * @throws StorageError naming the process that has it, or when the folder cannot be written to
 */
export function lockFolder(folder: string): () => void {
  const path = join(folder, NAME);
  const own: Holder = {
    pid: process.pid,
    host: hostname(),
    began: factsOf(process.pid)?.began ?? '',
    since: new Date().toISOString(),
  };
  const text = JSON.stringify(own);
  try {
    makeFolder(folder);
    while (!wasCreated(path, text)) removeStale(folder, path);
  } catch (cause) {
    if (cause instanceof StorageError) throw cause;
    const found = cause instanceof Error ? cause.message : String(cause);
    throw new StorageError({ where: folder, expected: 'a folder that can be written to', found }, { cause });
  }
  return () => {
    try {
      if (textOf(path) === text) rmSync(path, { force: true });
    } catch {
      // The folder is no folder any more: there is nothing to give back.
    }
  };
}

function wasCreated(path: string, text: string): boolean {
  try {
    writeFileSync(path, text, { flag: 'wx' });
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    // A full disk has room for its name alone.
    rmSync(path, { force: true });
    throw error;
  }
}

/** Takes the lock of a process away that is gone. @throws StorageError when it is alive */
function removeStale(folder: string, path: string): void {
  const text = textOf(path);
  if (text === undefined) return;
  const holder = holderIn(text);
  if (holder && isAlive(holder)) {
    const on = holder.host === hostname() ? '' : ` on ${holder.host}`;
    throw new StorageError({
      where: folder,
      expected: 'a folder that no other run keeps checkpoints in',
      found: `one that process ${holder.pid}${on} has had since ${holder.since}`,
      remedy: `Wait for it to end, or name another folder. If that process no longer exists, remove ${path}.`,
    });
  }
  // Moved away under a name of its own: of two that come upon it, one moves it, and neither removes the other's new one.
  const aside = `${path}.${process.pid}`;
  try {
    renameSync(path, aside);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return;
    throw error;
  }
  const moved = textOf(aside);
  rmSync(aside, { force: true });
  if (moved !== text && moved !== undefined) wasCreated(path, moved);
}

function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}

/** `undefined` for what is no lock: its writer was cut off. */
function holderIn(text: string): Holder | undefined {
  try {
    const { pid, host, began, since } = JSON.parse(text);
    return Number.isSafeInteger(pid)
      ? { pid, host: String(host), began: String(began), since: String(since) }
      : undefined;
  } catch {
    return undefined;
  }
}

/** Whether it still runs, which is unknown for processes of another machine. */
function isAlive({ pid, host, began }: Holder): boolean {
  if (host !== hostname()) return true;
  try {
    process.kill(pid, 0);
  } catch (error) {
    // One that is another person's is there.
    return codeOf(error) !== 'ESRCH';
  }
  if (process.platform === 'win32') return true;
  return began === '' || factsOf(pid)?.began === began;
}

const codeOf = (error: unknown) => (error instanceof Error && 'code' in error ? error.code : undefined);
