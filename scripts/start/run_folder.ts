import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type FolderStore, folderStore } from '../../src/checkpoint/folder_store.ts';
import { orStorageError, PARTIAL } from '../../src/checkpoint/store.ts';
import { lockFolder } from './folder_lock.ts';

/** Names of the files of a run. */
const NAME = /^(latest|best|epoch-\d{1,6})\.safetensors$/;
export const isOfRun = (name: string) => NAME.test(name);

/** The folder that a run is kept in: this process's alone. */
export interface RunFolder {
  readonly path: string;
  readonly store: FolderStore;
  /**
   * Makes room for a run that begins: what an earlier run has left goes into a folder of its own, so that the two do not
   * mix and nothing is lost.
   */
  setAside(): Promise<void>;
  /** Gives the folder back, once what is being written is there. */
  close(): Promise<void>;
}

/**
 * Takes a folder for the runs of this process; it is made if need be. What a process that was killed was writing is removed.
 * @param onAside called with the new place of an earlier run's files
 * @throws StorageError when another process has it, or it cannot be written to
 */
export function openRunFolder(path: string, onAside: (place: string) => void = () => {}): RunFolder {
  const unlock = lockFolder(path);
  process.once('exit', unlock);
  for (const name of readdirSync(path)) {
    const whole = name.endsWith(PARTIAL) ? name.slice(0, -PARTIAL.length) : '';
    if (isOfRun(whole)) rmSync(join(path, name), { force: true, recursive: true });
  }
  const store = folderStore(path);
  return {
    path,
    store,
    setAside: () =>
      orStorageError(path, 'room for a new run', async () => {
        const place = setAside(path);
        if (place !== undefined) onAside(place);
      }),
    async close() {
      await store.idle();
      unlock();
      process.off('exit', unlock);
    },
  };
}

/** Returns the path of the new folder; undefined when there was nothing. */
function setAside(path: string): string | undefined {
  const names = existsSync(path) ? readdirSync(path).filter(isOfRun) : [];
  if (names.length === 0) return undefined;
  let number = 1;
  while (existsSync(join(path, `earlier-${number}`))) number++;
  const place = join(path, `earlier-${number}`);
  mkdirSync(place);
  // The latest goes last: until then it is where it was.
  for (const name of names.sort()) renameSync(join(path, name), join(place, name));
  return place;
}
