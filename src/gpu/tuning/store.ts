/** Keeps tuning results between sessions. */
export interface TuningStore {
  /** The stored value of the key, unchecked; `undefined` if there is none. */
  read(key: string): Promise<unknown>;
  write(key: string, value: unknown): Promise<void>;
}

/** Cache of this origin. Its keys are addresses that are never requested. */
const CACHE = 'fourgate-tuning';
const addressOf = (key: string) => `/${CACHE}/${encodeURIComponent(key)}`;

/** The browser's storage, in pages and workers alike; `undefined` where there is none, as in Node. */
export function cacheStore(): TuningStore | undefined {
  if (!('caches' in globalThis)) return undefined;
  return {
    async read(key) {
      const response = await (await caches.open(CACHE)).match(addressOf(key));
      return response?.json();
    },
    async write(key, value) {
      await (await caches.open(CACHE)).put(addressOf(key), new Response(JSON.stringify(value)));
    },
  };
}
