import { openBackend } from '../open_backend.ts';
import { tellAlive } from './alive.ts';
import { keepingOfPage } from './keeping.ts';
import { loadTrainingData } from './load.ts';
import type { Begin, Command, Event } from './protocol.ts';
import { Session } from './session.ts';
import { tellUncaught } from './uncaught.ts';

const post = (event: Event) => postMessage(event);
tellUncaught(post);
tellAlive(post);

/** Milliseconds between two looks at the kept runs: other tabs begin, end and forget runs. */
const LOOK = 3000;

/** Commands that come before it is known where checkpoints are kept wait for it. */
let session: Promise<Session> | undefined;

async function begin({ key }: Begin): Promise<Session> {
  const keeping = await keepingOfPage(key);
  const begun = new Session({
    post,
    load: loadTrainingData,
    openBackend: (kind) => openBackend(kind, kind === 'webgpu' ? { tuning: 'auto' } : {}),
    keeping,
  });
  begun.greet();
  setInterval(() => void begun.look(), LOOK);
  return begun;
}

addEventListener('message', async ({ data }: MessageEvent<Begin | Command>) => {
  if (data.type === 'begin') session = begin(data);
  else (await session)?.handle(data);
});
