import type { Begin, Command, Event, FailedEvent } from '../worker/protocol.ts';

/** The page's end of the wire to a worker. */
export interface Connection {
  send(command: Command): void;
  /** Calls `listener` with every event from now on. */
  listen(listener: (event: Event) => void): void;
}

/**
 * Starts the training worker. What goes wrong with the worker itself is a `failed` event as well, so that the page has one
 * way to learn of a fault: it cannot start, an error in it is not caught, its message cannot be read, it ends.
 * @param key that of the server that opened the page, which keeps checkpoints for nobody else
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
    // Whoever gets a lock that somebody held for life has outlived them.
    void navigator.locks.request(data.lock, () => tell(ended('it ended by itself, perhaps for lack of memory')));
  });
  worker.addEventListener('error', ({ message }) => {
    tell(
      heard
        ? uncaught(message)
        : ended(message || 'it could not be started; a browser of the last two years is needed'),
    );
  });
  worker.addEventListener('messageerror', () => tell(uncaught('a message of the worker could not be read')));
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
