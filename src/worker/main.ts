import { openBackend } from '../open_backend.ts';
import { keepingOfPage } from './keeping.ts';
import { loadTrainingData } from './load.ts';
import type { Command } from './protocol.ts';
import { Session } from './session.ts';

// Commands that come before it is known where checkpoints are kept wait.
const session = keepingOfPage().then((keeping) => {
  const begun = new Session({
    post: (event) => postMessage(event),
    load: loadTrainingData,
    openBackend: (kind) => openBackend(kind, kind === 'webgpu' ? { tuning: 'auto' } : {}),
    keeping,
  });
  begun.greet();
  return begun;
});
addEventListener('message', async ({ data }: MessageEvent<Command>) => (await session).handle(data));
