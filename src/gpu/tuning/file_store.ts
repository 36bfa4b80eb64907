import { makeFolder } from '../../make_folder.ts';
import type { TuningStore } from './store.ts';

/**
 * Files in a folder, one a key; `undefined` where there is no Node. The module is taken from the process, so that what
 * is built for browsers does not ask for it.
 * @param folder by default `fourgate` in the user's folder for caches
 */
export function fileStore(folder?: string): TuningStore | undefined {
  const fs = globalThis.process?.getBuiltinModule?.('node:fs/promises');
  const os = globalThis.process?.getBuiltinModule?.('node:os');
  if (!fs || !os) return undefined;
  const place = folder ?? `${process.env.XDG_CACHE_HOME || `${os.homedir()}/.cache`}/fourgate`;
  const pathOf = (key: string) => `${place}/tuning-${encodeURIComponent(key)}.json`;
  return {
    read: async (key) => JSON.parse(await fs.readFile(pathOf(key), 'utf8')),
    async write(key, value) {
      makeFolder(place);
      // Renamed when complete: of two processes that tune at the same time, the choices of one remain.
      const part = `${pathOf(key)}.${process.pid}`;
      await fs.writeFile(part, JSON.stringify(value));
      await fs.rename(part, pathOf(key));
    },
  };
}
