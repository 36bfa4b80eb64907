import type { Event } from '../worker/protocol.ts';

/**
 * What the page is doing:
 * `empty` no data · `loading` data loading · `ready` data, no run · `starting` run requested · `running` ·
 * `paused` · `stopping` stop requested, last captions in progress · `finished` · `failed` a run failed · `ended` the worker
 * no longer exists.
 */
export type Phase =
  | 'empty'
  | 'loading'
  | 'ready'
  | 'starting'
  | 'running'
  | 'paused'
  | 'stopping'
  | 'finished'
  | 'failed'
  | 'ended';

/** The phase after an event from the worker. */
export function phaseAfter(phase: Phase, event: Event): Phase {
  switch (event.type) {
    case 'dataset':
      return 'ready';
    case 'started':
      return phase === 'stopping' ? phase : 'running';
    case 'paused':
      return phase === 'stopping' ? phase : 'paused';
    case 'resumed':
      return phase === 'paused' ? 'running' : phase;
    case 'finished':
      return 'finished';
    case 'failed':
      if (event.during === 'ended') return 'ended';
      if (event.during === 'load') return 'empty';
      // A failed question does not end a run.
      return event.during === 'run' ? 'failed' : phase;
    default:
      return phase;
  }
}

/** Whether a run holds parameters that closing the tab would lose. */
export function isTraining(phase: Phase): boolean {
  return phase === 'starting' || phase === 'running' || phase === 'paused' || phase === 'stopping';
}

/** Whether the worker is busy, and will report before long. */
export function isWorking(phase: Phase): boolean {
  return phase === 'loading' || (isTraining(phase) && phase !== 'paused');
}

/** Whether data and options may be changed. */
export function isIdle(phase: Phase): boolean {
  return !isTraining(phase) && phase !== 'loading' && phase !== 'ended';
}

/** Which buttons work. */
export function allowed(phase: Phase) {
  const begin = phase === 'ready' || phase === 'finished' || phase === 'failed';
  return {
    start: begin,
    pause: phase === 'running',
    resume: phase === 'paused',
    step: begin || phase === 'paused',
    stop: phase === 'starting' || phase === 'running' || phase === 'paused',
  };
}
