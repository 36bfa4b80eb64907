import type { Begin, Command, Event } from '../worker/protocol.ts';

/** The page's end of the wire to a worker. */
export interface Connection {
  send(command: Command): void;
  /** Calls `listener` with every event from now on. */
  listen(listener: (event: Event) => void): void;
}

/**
 * Starts the training worker. A worker that cannot start, or throws where nobody catches it, is told as a `failed`
 * event: the page has one way to learn of a fault.
 * @param key that of the server that opened the page, which keeps checkpoints for nobody else
 */
export function connectWorker(key?: string): Connection {
  const worker = new Worker(new URL('../worker/main.ts', import.meta.url), { type: 'module', name: 'fourgate' });
  const listeners: ((event: Event) => void)[] = [];
  const tell = (event: Event) => {
    for (const listener of listeners) listener(event);
  };
  worker.addEventListener('message', (message: MessageEvent<Event>) => tell(message.data));
  worker.addEventListener('error', (error) => {
    const found = error.message || 'it could not be started';
    tell({
      type: 'failed',
      during: 'run',
      name: 'WorkerError',
      message: `The training worker failed: ${found}`,
      fault: {
        where: 'training worker',
        expected: 'a worker that runs',
        found,
        remedy: 'Reload the page; a browser of the last two years is needed.',
      },
    });
  });
  const begin: Begin = { type: 'begin', ...(key !== undefined && { key }) };
  worker.postMessage(begin);
  return {
    send: (command) => worker.postMessage(command),
    listen: (listener) => listeners.push(listener),
  };
}
