import { computed, type ReadonlySignal, signal } from '@preact/signals';
import type { Event, ValidatedEvent } from '../worker/protocol.ts';

/** Repeated validation results of the run. */
export interface ValidationState {
  /** In the order of their steps. */
  readonly history: ReadonlySignal<readonly ValidatedEvent[]>;
  /** The last one that was the best by CIDEr at its time. */
  readonly best: ReadonlySignal<ValidatedEvent | undefined>;
  take(event: Event): void;
}

export function createValidationState(): ValidationState {
  const history = signal<readonly ValidatedEvent[]>([]);
  return {
    history,
    best: computed(() => history.value.findLast(({ best }) => best)),
    take(event) {
      if (event.type === 'started' || event.type === 'dataset') history.value = [];
      if (event.type === 'validated') {
        history.value = [...history.value.filter(({ step }) => step < event.step), event];
      }
    },
  };
}
