import { browserStore } from '../checkpoint/browser_store.ts';
import { httpStore } from '../checkpoint/http_store.ts';
import type { Keeping } from './keeper.ts';
import { KEY_HEADER } from './protocol.ts';

/**
 * Where this page keeps checkpoints: with the server that opened it, where that has a folder for them, else in the
 * browser.
 * @param key that of the server; a page that it did not open has none
 */
export async function keepingOfPage(key: string | undefined): Promise<Keeping> {
  const address = new URL('/checkpoints/', location.origin).href;
  const headers = key === undefined ? undefined : { [KEY_HEADER]: key };
  if (headers && (await answerOf(address, headers)) === 'checkpoints') {
    return { store: httpStore(address, headers), everyEpoch: true };
  }
  return { store: browserStore(), everyEpoch: false };
}

async function answerOf(address: string, headers: Record<string, string>): Promise<string> {
  try {
    return await (await fetch(address, { headers, cache: 'no-store' })).text();
  } catch {
    return '';
  }
}
