import { KEY_HEADER } from '../worker/protocol.ts';

/**
 * The key of the server that opened this page: the server puts it behind the `#` of the address that it opens, where no
 * other site can read it, and the server does nothing without it.
 * @returns `undefined` for a page that the user or another site opened, or whose key is unknown to the server
 */
export async function serverKey(): Promise<string | undefined> {
  const key = new URLSearchParams(location.hash.slice(1)).get('key');
  if (!key) return undefined;
  const init = { headers: { [KEY_HEADER]: key }, cache: 'no-store' } as const;
  const known = await fetch(new URL('/key', location.origin), init).then(
    ({ ok }) => ok,
    () => false,
  );
  return known ? key : undefined;
}
