import { batch, computed, type ReadonlySignal, type Signal, signal } from '@preact/signals';
import type { UnitNumber } from '../explain/unit_words.ts';
import type { Command, Event, SurveyedEvent } from '../worker/protocol.ts';
import type { ShownFault } from './run_state.ts';

/** One unit of the network, followed over words and pictures, and the words at which it stands out. */
export interface UnitState {
  /** The unit that is followed: the same for other words, captions and pictures, until there is another network. */
  readonly unit: ReadonlySignal<number | undefined>;
  /** What has become of the followed unit, in a sentence; empty where that is in view. */
  readonly said: ReadonlySignal<string>;
  /** How often a unit was chosen where its numbers may be out of sight: the page brings them into it. */
  readonly shows: ReadonlySignal<number>;
  readonly survey: ReadonlySignal<SurveyedEvent | undefined>;
  /** Whether the model has trained since the survey. */
  readonly outdated: ReadonlySignal<boolean>;
  readonly busy: ReadonlySignal<boolean>;
  readonly fault: Signal<ShownFault | undefined>;
  /** Which word a state counts for: the one about to be said, or the one just read. */
  readonly by: Signal<'said' | 'read'>;
  readonly number: Signal<UnitNumber>;
  follow(unit: number | undefined): void;
  /** Follows a unit, and brings its numbers into sight. */
  show(unit: number): void;
  ask(): void;
  take(event: Event): void;
}

/** @param model changes with the model */
export function createUnitState(send: (command: Command) => void, model: ReadonlySignal<number>): UnitState {
  const survey = signal<SurveyedEvent>();
  const busy = signal(false);
  const fault = signal<ShownFault>();
  const askedAt = signal(0);
  const { end, ...following } = createFollowing();
  return {
    ...following,
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
      if (event.type === 'started' || event.type === 'opened') end();
      const failed = event.type === 'failed' && ['survey', 'run', 'load', 'open', 'ended'].includes(event.during);
      if (failed || event.type === 'started' || event.type === 'surveyed') busy.value = false;
      if (failed && event.during === 'survey') fault.value = event;
      if (event.type !== 'surveyed') return;
      survey.value = event;
      fault.value = undefined;
    },
  };
}

type Following = Pick<UnitState, 'unit' | 'said' | 'shows' | 'follow' | 'show'>;

/** `end`: another network has come, whose units have nothing in common with those before but their numbers. */
function createFollowing(): Following & { readonly end: () => void } {
  const unit = signal<number>();
  const said = signal('');
  const shows = signal(0);
  const take = (followed: number | undefined, sentence: string) =>
    batch(() => {
      unit.value = followed;
      said.value = sentence;
    });
  return {
    ...{ unit, said, shows },
    follow(followed) {
      if (followed !== unit.value) take(followed, '');
    },
    show(shown) {
      take(shown, `Unit ${shown} is followed: its numbers at each word are in the table below the strips.`);
      shows.value += 1;
    },
    end() {
      const { value: before } = unit;
      if (before !== undefined)
        take(undefined, `Unit ${before} belonged to the network before: it is no longer followed.`);
    },
  };
}
