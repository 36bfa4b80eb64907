import { effect, type ReadonlySignal, signal } from '@preact/signals';
import type { Event, FailedEvent } from '../worker/protocol.ts';

/** Seconds without a word of the worker that are nothing unusual; the silence is told in multiples of them. */
const PATIENCE = 30;

/** Whether there is a worker, and whether it is heard while it has something to do. */
export interface Watch {
  /** Seconds of silence: 0 while there is nothing unusual about it. */
  readonly silence: ReadonlySignal<number>;
  /** Why there is no worker any more. */
  readonly ended: ReadonlySignal<FailedEvent | undefined>;
  take(event: Event): void;
}

/**
 * Counts ticks of a timer since the last event, not time that has passed: a machine that was asleep has not been waiting.
 * @param busy whether the worker has something to do
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
      // What another tab does with its runs is no answer.
      if (event.type === 'runs') return;
      ticks = 0;
      silence.value = 0;
    },
  };
}
