import type { Begin, Command, Event, FailedEvent } from '../worker/protocol.ts';

/** The page's end of the connection to a worker. */
export interface Connection {
  send(command: Command): void;
  /** Calls `listener` with every event from now on. */
  listen(listener: (event: Event) => void): void;
}

/**
 * Starts the training worker. Faults of the worker itself are `failed` events as well, so that the page learns of every
 * fault in one way: the worker cannot start, an error in it is not caught, its message cannot be read, or it ends.
 * @param key of the server that opened the page, which keeps checkpoints for no other page
 */
export function connectWorker(key?: string): Connection {
  const worker = new Worker(new URL('../worker/main.ts', import.meta.url), { type: 'module', name: 'fourgate' });
  const listeners: ((event: Event) => void)[] = [];
  const tell = (event: Event) => {
    for (const listener of listeners) listener(event);
  };
  let heard = false;
  worker.addEventListener('message', ({ data }: MessageEvent<Event>) => {
    heard = true;
    tell(data);
    if (data.type !== 'alive') return;
    // The worker holds the lock for its lifetime: the lock is granted once the worker has ended.
    void navigator.locks.request(data.lock, () => tell(ended('it ended unexpectedly, perhaps for lack of memory')));
  });
  worker.addEventListener('error', ({ message }) => {
    tell(
      heard ? uncaught(message) : ended(message || 'it could not be started; use a browser from the last two years'),
    );
  });
  worker.addEventListener('messageerror', () => tell(uncaught('a message from the worker could not be read')));
  const begin: Begin = { type: 'begin', ...(key !== undefined && { key }) };
  worker.postMessage(begin);
  return {
    send: (command) => worker.postMessage(command),
    listen: (listener) => listeners.push(listener),
  };
}

const uncaught = (message: string): FailedEvent => ({
  type: 'failed',
  during: 'uncaught',
  name: 'WorkerError',
  message,
});

const ended = (found: string): FailedEvent => ({
  type: 'failed',
  during: 'ended',
  name: 'WorkerError',
  message: `The training worker has ended: ${found}`,
  fault: {
    where: 'training worker',
    expected: 'a worker that runs',
    found,
    remedy: 'Reload the page.',
  },
});
