import type { Event } from './protocol.ts';

/**
 * Tells the page which lock this worker holds until it ends. Browsers say nothing when a worker ends by itself, such as
 * for want of memory, but they let go of its locks. A page that is not secure has none.
 */
export function tellAlive(post: (event: Event) => void): void {
  if (!('locks' in navigator)) return;
  const lock = `fourgate worker ${crypto.randomUUID()}`;
  void navigator.locks.request(lock, () => {
    post({ type: 'alive', lock });
    return new Promise(() => {});
  });
}
