import { computed, signal } from '@preact/signals';
import { createDecodingState } from '../../src/app/decoding_state.ts';
import { createDescriptionState } from '../../src/app/description_state.ts';
import { createExplanationState } from '../../src/app/explanation_state.ts';
import type { Command, Event } from '../../src/worker/protocol.ts';
import { fakeDescription } from './fake_captions.ts';
import { fakeExplanation } from './fake_explanation.ts';

type Of<T extends Command['type']> = Extract<Command, { type: T }>;

/** An explanation's state over a description's, and what they have asked for. */
export function setUp(busyRun = false) {
  const asked: Of<'explain'>[] = [];
  const described: Of<'describe'>[] = [];
  const followed: Of<'follow'>[] = [];
  const [model, training, live] = [signal(1), signal(busyRun), signal(true)];
  const [takesPictures, redrawing] = [signal(true), signal(false)];
  const decoding = createDecodingState({ method: 'beam', beamWidth: 3 });
  const send = (command: Command) => {
    if (command.type === 'explain') asked.push(command);
    if (command.type === 'describe') described.push(command);
    if (command.type === 'follow') followed.push(command);
  };
  const description = createDescriptionState(send, decoding, model, {
    follows: computed(() => training.value && live.value),
    moves: computed(() => training.value || redrawing.value),
  });
  const state = createExplanationState(send, description, {
    ...{ model: computed(() => model.value > 0), training, takesPictures, redrawing },
  });
  const take = (event: Event) => {
    description.take(event);
    state.take(event);
  };
  const how = { method: 'beam', nBest: 3 } as const;
  /** Answers what was asked last. */
  const describeIt = (image: number, split = 'test', step = 0) =>
    take(fakeDescription(split, image, how, { step, statesOf: described.at(-1)?.statesOf }));
  /** What a run says of the picture that is followed. */
  const goOn = (step: number) => {
    const { picture } = last(followed);
    if (!picture) throw new Error('nothing is followed');
    const { split, image, statesOf } = picture;
    take({ ...fakeDescription(split, image, how, { step, statesOf }), followed: true });
  };
  const explain = (question: Of<'explain'>, step = 0) => take(fakeExplanation({ ...question, step }));
  return {
    ...{ asked, described, followed, description, state, training, live, takesPictures, redrawing, model },
    ...{ take, describeIt, goOn, explain },
  };
}

export const last = <T>(list: readonly T[]) => list.at(-1) as T;
