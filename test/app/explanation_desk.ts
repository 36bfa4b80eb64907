import { signal } from '@preact/signals';
import { createDecodingState } from '../../src/app/decoding_state.ts';
import { createDescriptionState } from '../../src/app/description_state.ts';
import { createExplanationState } from '../../src/app/explanation_state.ts';
import { createSpacing } from '../../src/app/spacing.ts';
import type { Command, Event } from '../../src/worker/protocol.ts';
import { fakeDescription } from './fake_captions.ts';
import { fakeExplanation } from './fake_explanation.ts';

type Explain = Extract<Command, { type: 'explain' }>;

/** A clock that stands still until it is told how much time has passed. */
function handClock() {
  let [now, waiting]: [number, { at: number; act: () => void }[]] = [0, []];
  return {
    now: () => now,
    after: (milliseconds: number, act: () => void) => void waiting.push({ at: now + milliseconds, act }),
    pass(milliseconds: number) {
      now += milliseconds;
      const due = waiting.filter(({ at }) => at <= now);
      waiting = waiting.filter(({ at }) => at > now);
      for (const { act } of due) act();
    },
  };
}

/** An explanation's state over a description's, and what they have asked for. */
export function setUp(busyRun = false) {
  const clock = handClock();
  const asked: Explain[] = [];
  const [model, training] = [signal(1), signal(busyRun)];
  const [takesPictures, redrawing, slow] = [signal(true), signal(false), signal(true)];
  const decoding = createDecodingState({ method: 'beam', beamWidth: 3 });
  const send = (command: Command) => void (command.type === 'explain' && asked.push(command));
  const captionsAt = signal(0);
  const description = createDescriptionState(send, decoding, model, captionsAt);
  const state = createExplanationState(send, description, {
    ...{ training, slow, takesPictures, redrawing },
    spacing: createSpacing(clock),
  });
  const take = (event: Event) => {
    description.take(event);
    state.take(event);
  };
  const describeIt = (image: number) => take(fakeDescription('test', image, { method: 'beam', nBest: 3 }));
  const explain = ({ split, image, words, statesOnly }: Explain) =>
    take(fakeExplanation(split, image, words, statesOnly));
  return {
    clock,
    asked,
    description,
    state,
    training,
    slow,
    captionsAt,
    takesPictures,
    redrawing,
    model,
    take,
    describeIt,
    explain,
  };
}

export const last = <T>(list: readonly T[]) => list.at(-1) as T;
