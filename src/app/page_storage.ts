/** What a browser's storage offers of what is needed here. */
export type TextStorage = Pick<Storage, 'length' | 'key' | 'getItem' | 'setItem' | 'removeItem'>;

/** Each run of the list is an entry of its own: tabs do not overwrite one another's, and a damaged one leaves the others. */
export const PREFIX = 'fourgate-run-';

/** The browser's storage; undefined where the page may not use it. */
export function browserStorage(): TextStorage | undefined {
  try {
    return localStorage;
  } catch {
    return undefined;
  }
}

/** The names of the entries that are runs. */
export function runKeys(storage: TextStorage | undefined): readonly string[] {
  const keys = Array.from({ length: storage?.length ?? 0 }, (_, index) => storage?.key(index) ?? '');
  return keys.filter((key) => key.startsWith(PREFIX));
}
