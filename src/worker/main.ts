import { chooseFastest, openBackend } from '../open_backend.ts';
import { storageOfPage } from '../runs/run_storage.ts';
import { loadTrainingData } from '../sources/load.ts';
import { type Begin, type Command, type Event, KEY_HEADER } from './protocol.ts';
import { Session } from './session.ts';

/**
 * Tells the page which lock this worker holds until it ends. Browsers do not report that a worker has ended, such as for
 * lack of memory, but they release its locks. An insecure page has none.
 */
function tellAlive(post: (event: Event) => void): void {
  if (!('locks' in navigator)) return;
  const lock = `fourgate worker ${crypto.randomUUID()}`;
  void navigator.locks.request(lock, () => {
    post({ type: 'alive', lock });
    return new Promise(() => {});
  });
}

/** Reports unhandled rejections and commands that cannot be read to the page; errors reach it without help. */
function tellUncaught(post: (event: Event) => void): void {
  const tell = ({ name, message }: { readonly name: string; readonly message: string }) =>
    post({ type: 'failed', during: 'uncaught', name, message });
  addEventListener('unhandledrejection', ({ reason }) => {
    tell(reason instanceof Error ? reason : new Error(String(reason)));
  });
  addEventListener('messageerror', () => tell({ name: 'DataCloneError', message: 'a command could not be read' }));
}

const post = (event: Event) => postMessage(event);
tellUncaught(post);
tellAlive(post);

/** Milliseconds between two readings of the kept runs: other tabs begin, end and delete runs. */
const LOOK = 3000;

/** Commands that arrive before the place for checkpoints is known wait for it. */
let session: Promise<Session> | undefined;

async function begin({ key }: Begin): Promise<Session> {
  const storage = await storageOfPage(key === undefined ? undefined : { [KEY_HEADER]: key });
  const begun = new Session({
    post,
    load: loadTrainingData,
    openBackend,
    chooseFastest,
    compare: async (trial) => (await import('./cpu_trial.ts')).compareWithCpu(trial),
    storage,
  });
  begun.greet();
  setInterval(() => void begun.look(), LOOK);
  return begun;
}

addEventListener('message', async ({ data }: MessageEvent<Begin | Command>) => {
  if (data.type === 'begin') session = begin(data);
  else (await session)?.handle(data);
});
