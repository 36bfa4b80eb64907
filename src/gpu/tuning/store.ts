/** Keeps what tuning found from one visit to the next. */
export interface TuningStore {
  /** What was kept under the key, whatever it is; `undefined` if nothing is. */
  read(key: string): Promise<unknown>;
  write(key: string, value: unknown): Promise<void>;
}

/** Cache of this origin. Its keys are addresses; nobody ever asks for these. */
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
