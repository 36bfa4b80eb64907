import { computed, type ReadonlySignal, type Signal, signal } from '@preact/signals';
import type { UnitNumber } from '../explain/unit_words.ts';
import type { Command, Event, SurveyedEvent } from '../worker/protocol.ts';
import type { ShownFault } from './run_state.ts';

/** One unit of the network, followed over words and pictures, and the words at which it stands out. */
export interface UnitState {
  /** The unit that is followed. It stays the same for other words, captions and pictures. */
  readonly unit: Signal<number | undefined>;
  readonly survey: ReadonlySignal<SurveyedEvent | undefined>;
  /** Whether the model has trained since the survey. */
  readonly outdated: ReadonlySignal<boolean>;
  readonly busy: ReadonlySignal<boolean>;
  readonly fault: Signal<ShownFault | undefined>;
  /** Which word a state counts for: the one about to be said, or the one just read. */
  readonly by: Signal<'said' | 'read'>;
  readonly number: Signal<UnitNumber>;
  ask(): void;
  take(event: Event): void;
}

/** @param model changes with the model */
export function createUnitState(send: (command: Command) => void, model: ReadonlySignal<number>): UnitState {
  const survey = signal<SurveyedEvent>();
  const busy = signal(false);
  const fault = signal<ShownFault>();
  const askedAt = signal(0);
  return {
    unit: signal(undefined),
    survey,
    outdated: computed(() => askedAt.value !== model.value),
    busy,
    fault,
    by: signal('said'),
    number: signal('h'),
    ask() {
      if (busy.value) return;
      fault.value = undefined;
      busy.value = true;
      askedAt.value = model.value;
      send({ type: 'survey' });
    },
    take(event) {
      if (event.type === 'started' || event.type === 'opened' || event.type === 'dataset') {
        survey.value = undefined;
        fault.value = undefined;
      }
      const failed = event.type === 'failed' && ['survey', 'run', 'load', 'open', 'ended'].includes(event.during);
      if (failed || event.type === 'started' || event.type === 'surveyed') busy.value = false;
      if (failed && event.during === 'survey') fault.value = event;
      if (event.type !== 'surveyed') return;
      survey.value = event;
      fault.value = undefined;
    },
  };
}
