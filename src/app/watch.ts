import { effect, type ReadonlySignal, signal } from '@preact/signals';
import type { Event, FailedEvent } from '../worker/protocol.ts';

/** Seconds of silence of the worker that are normal; silence is reported in multiples of them. */
const PATIENCE = 30;

/** Whether there is a worker, and whether it reports while it is busy. */
export interface Watch {
  /** Seconds of silence: 0 while it is normal. */
  readonly silence: ReadonlySignal<number>;
  /** Why the worker no longer exists. */
  readonly ended: ReadonlySignal<FailedEvent | undefined>;
  take(event: Event): void;
}

/**
 * Counts ticks of a timer since the last event, not elapsed time: a machine that was asleep has not been waiting.
 * @param busy whether the worker has work to do
 */
export function createWatch(busy: ReadonlySignal<boolean>, patience = PATIENCE): Watch {
  const silence = signal(0);
  const ended = signal<FailedEvent>();
  let ticks = 0;
  effect(() => {
    if (!busy.value) return;
    ticks = 0;
    const timer = setInterval(() => {
      ticks += 1;
      silence.value = ticks - (ticks % patience);
    }, 1000);
    return () => {
      clearInterval(timer);
      silence.value = 0;
    };
  });
  return {
    silence,
    ended,
    take(event) {
      if (event.type === 'failed' && event.during === 'ended') ended.value = event;
      // Reports about another tab's runs are not a sign of life.
      if (event.type === 'runs') return;
      ticks = 0;
      silence.value = 0;
    },
  };
}
