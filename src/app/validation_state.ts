import { computed, type ReadonlySignal, signal } from '@preact/signals';
import type { ValidationPoint } from '../runs/run_record.ts';
import type { Event, ValidatedEvent } from '../worker/protocol.ts';

/** Repeated validation results of the run. */
export interface ValidationState {
  /** Since the run began, or was resumed, in the order of their steps. */
  readonly history: ReadonlySignal<readonly ValidatedEvent[]>;
  /** The last one that was the best by CIDEr at its time. */
  readonly best: ReadonlySignal<ValidatedEvent | undefined>;
  /** Losses and CIDEr of the whole training: of its part before a resume nothing else is kept. */
  readonly points: ReadonlySignal<readonly ValidationPoint[]>;
  take(event: Event): void;
}

export function createValidationState(): ValidationState {
  const history = signal<readonly ValidatedEvent[]>([]);
  const before = signal<readonly ValidationPoint[]>([]);
  return {
    history,
    points: computed(() => [
      ...before.value,
      ...history.value.map(({ step, teacherForcedLoss, freeRunning: { cider } }) => ({
        ...{ step, loss: teacherForcedLoss, cider },
      })),
    ]),
    best: computed(() => history.value.findLast(({ best }) => best)),
    take(event) {
      if (event.type === 'started' || event.type === 'dataset') {
        history.value = [];
        before.value = (event.type === 'started' && event.before?.validated) || [];
      }
      if (event.type === 'validated') {
        history.value = [...history.value.filter(({ step }) => step < event.step), event];
      }
    },
  };
}
