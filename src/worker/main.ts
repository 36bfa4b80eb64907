import { openBackend } from '../open_backend.ts';
import { loadTrainingData } from './load.ts';
import type { Command } from './protocol.ts';
import { Session } from './session.ts';

const session = new Session({
  post: (event) => postMessage(event),
  load: loadTrainingData,
  openBackend: (kind) => openBackend(kind, kind === 'webgpu' ? { tuning: 'auto' } : {}),
});
addEventListener('message', ({ data }: MessageEvent<Command>) => session.handle(data));
session.greet();
