import { type ReadonlySignal, type Signal, signal } from '@preact/signals';
import type { DecodeOptions } from '../options/decoding_options.ts';
import type { Command, EvaluatedEvent, Event } from '../worker/protocol.ts';
import type { ShownFault } from './run_state.ts';

/** The scores of a whole split, on request. */
export interface EvaluationState {
  readonly busy: ReadonlySignal<boolean>;
  readonly result: ReadonlySignal<EvaluatedEvent | undefined>;
  readonly fault: Signal<ShownFault | undefined>;
  /** At most `images`; by default the whole split. */
  evaluate(split: string, images: number | undefined, decoding: DecodeOptions): void;
  take(event: Event): void;
}

export function createEvaluationState(send: (command: Command) => void): EvaluationState {
  const busy = signal(false);
  const result = signal<EvaluatedEvent>();
  const fault = signal<ShownFault>();
  return {
    busy,
    result,
    fault,
    evaluate(split, images, decoding) {
      busy.value = true;
      fault.value = undefined;
      send({ type: 'evaluate', split, ...(images === undefined ? {} : { images }), decoding });
    },
    take(event) {
      switch (event.type) {
        case 'evaluated':
          busy.value = false;
          result.value = event;
          break;
        case 'started':
        case 'opened':
          // It was of another model.
          fault.value = undefined;
          break;
        case 'dataset':
          busy.value = false;
          result.value = fault.value = undefined;
          break;
        case 'failed':
          // If the run or the data failed, so did the question.
          if (['evaluate', 'run', 'load', 'ended'].includes(event.during)) busy.value = false;
          if (event.during === 'evaluate') fault.value = event;
      }
    },
  };
}
