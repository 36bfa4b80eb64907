import { openBackend } from '../src/open_backend.ts';
import { loadTrainingData } from '../src/sources/load.ts';
import type { Command, Event } from '../src/worker/protocol.ts';
import { Session } from '../src/worker/session.ts';

// The training worker, but that it keeps nothing: the user's kept runs are not affected.
const session = new Session({
  post: (event: Event) => postMessage(event),
  load: loadTrainingData,
  openBackend: (kind) => openBackend(kind),
});
session.greet();
addEventListener('message', ({ data }: MessageEvent<Command>) => session.handle(data));
