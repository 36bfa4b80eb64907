import { signal } from '@preact/signals';
import { describe, expect, it } from 'vitest';
import { createDecodingState } from '../../src/app/decoding_state.ts';
import { createDescriptionState } from '../../src/app/description_state.ts';
import { createExplanationState } from '../../src/app/explanation_state.ts';
import { type ShownPicture, withFile } from '../../src/app/own_pictures.ts';
import { createSpacing } from '../../src/app/spacing.ts';
import type { Command, Event } from '../../src/worker/protocol.ts';
import { fakeDescription, fakePicture } from './fake_captions.ts';
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

function setUp(busyRun = false) {
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

const last = <T>(list: readonly T[]) => list.at(-1) as T;

describe('an explanation', () => {
  it('is asked for the best caption, and for another once a person points at a word of it', () => {
    const { asked, description, state, describeIt, explain } = setUp();
    description.choose(fakePicture(1, 0));
    expect(asked).toEqual([]);
    describeIt(1);
    const words = (rank: number) => description.captions.value[rank]?.words.map(({ word }) => word);
    expect(asked).toEqual([{ type: 'explain', split: 'test', image: 1, words: words(0) }]);
    description.point({ caption: 2, word: 1 });
    expect([asked.length, state.busy.value]).toEqual([1, true]);
    explain(last(asked));
    // That of the first caption is none of the one that is looked at now.
    expect(state.explained.value).toBeUndefined();
    expect(last(asked).words).toEqual(words(2));
    explain(last(asked));
    expect(state.explained.value?.words).toEqual(words(2));
    description.point({ caption: 2, word: 3 });
    expect(asked).toHaveLength(2);
  });

  it('is shown without the places that matter while those are still computed', () => {
    const { asked, description, state, take, describeIt, explain } = setUp();
    description.choose(fakePicture(1, 0));
    describeIt(1);
    const { relevance: _, ...event } = fakeExplanation('test', 1, last(asked).words);
    take({ ...event, partial: true });
    expect([state.explained.value?.partial, state.busy.value]).toEqual([true, true]);
    explain(last(asked));
    expect([state.explained.value?.relevance?.side, state.busy.value]).toEqual([16, false]);
  });

  it('brings the person’s own picture with the question', () => {
    const { asked, description, take } = setUp();
    const own = new Blob(['picture']);
    description.choose({ split: 'own', image: 4, caption: '', references: ['mine.png'], own });
    take(fakeDescription('own', 4, {}));
    expect(last(asked)).toMatchObject({ split: 'own', image: 4 });
    expect(last(asked).own).toBe(own);
  });

  it('brings the file of a data set’s picture, where features are computed from pixels', () => {
    const { asked, description, describeIt } = setUp();
    const file = new File(['picture'], 'dog.jpg');
    const picture = withFile(
      { ...fakePicture(1, 0), url: 'https://pictures.example/dog.jpg' },
      new Map([['dog.jpg', file]]),
    );
    description.choose(picture);
    describeIt(1);
    expect(last(asked).own).toBe(file);
    const second = setUp();
    second.takesPictures.value = false;
    second.description.choose(picture);
    second.describeIt(1);
    expect(last(second.asked)).not.toHaveProperty('own');
  });

  it('is not asked for while a run trains on a slow device, before a person points at a word', () => {
    const { asked, description, training, state, describeIt } = setUp(true);
    description.choose(fakePicture(1, 0));
    describeIt(1);
    expect([asked, state.waits.value]).toEqual([[], true]);
    description.point({ caption: 0, word: 0 });
    expect([asked.length, state.waits.value]).toEqual([1, false]);
    training.value = false;
    expect(asked).toHaveLength(1);
  });

  it('of a drawing that changes is of its states alone, without the regions of the earlier one, and whole once it rests', () => {
    const { asked, description, state, redrawing, take } = setUp();
    const drawn = (x: number): ShownPicture => {
      const object = { shape: 'ring', colour: 'red', paint: [0, 0, 0], x, y: 9, radius: 9, tilt: 0 } as const;
      return { split: 'own', image: 0, caption: '', references: [], own: { background: 'white', objects: [object] } };
    };
    const describeIt = () => take(fakeDescription('own', 0, {}));
    const explain = () => take(fakeExplanation('own', 0, last(asked).words, last(asked).statesOnly));
    description.choose(drawn(1));
    describeIt();
    explain();
    expect(state.explained.value?.relevance).toBeDefined();
    redrawing.value = true;
    for (const x of [2, 3]) {
      description.redraw(drawn(x));
      describeIt();
      explain();
      expect(last(asked)).toMatchObject({ statesOnly: true, own: drawn(x).own });
      expect([state.moving.value, state.explained.value?.relevance]).toEqual([true, undefined]);
    }
    expect(asked).toHaveLength(3);
    redrawing.value = false;
    expect(asked).toHaveLength(4);
    expect(last(asked)).not.toHaveProperty('statesOnly');
    explain();
    expect([state.moving.value, state.explained.value?.relevance?.side]).toEqual([false, 16]);
    // It begins to change again: what is known is not asked for.
    redrawing.value = true;
    expect(asked).toHaveLength(4);
  });

  it('of an earlier state of the model stays while the words are the same, and is asked for anew', () => {
    const { asked, description, state, model, describeIt, explain } = setUp();
    description.choose(fakePicture(1, 0));
    describeIt(1);
    explain(last(asked));
    model.value = 2;
    describeIt(1);
    expect(asked).toHaveLength(2);
    expect(state.explained.value).toBeDefined();
    description.choose(fakePicture(2, 0));
    expect(state.explained.value).toBeUndefined();
  });

  it('keeps each unit in its place while the picture is open, until the user wants them in order', () => {
    const { asked, description, state, model, take, describeIt } = setUp();
    const ordered = (turned: boolean) => {
      const { split, image, words } = last(asked);
      const event = fakeExplanation(split, image, words);
      take(turned ? { ...event, order: event.order.toReversed() } : event);
    };
    const first = () => state.explained.value?.order[0];
    description.choose(fakePicture(1, 0));
    describeIt(1);
    ordered(false);
    expect([first(), state.disordered.value]).toEqual([47, false]);
    model.value = 2;
    describeIt(1);
    ordered(true);
    expect([asked.length, first(), state.disordered.value]).toEqual([2, 47, true]);
    state.reorder();
    expect([first(), state.disordered.value]).toEqual([0, false]);
    description.choose(fakePicture(2, 0));
    describeIt(2);
    ordered(false);
    expect([first(), state.disordered.value]).toEqual([47, false]);
  });

  it('that fails is a fault, and not asked for again for ever', () => {
    const { asked, description, state, describeIt, take } = setUp();
    description.choose(fakePicture(1, 0));
    describeIt(1);
    take({ type: 'failed', during: 'explain', name: '', message: 'no' });
    expect([state.fault.value?.message, state.busy.value, asked.length]).toEqual(['no', false, 1]);
  });
});

describe('an explanation that nobody has asked for', () => {
  it('is of the states alone while a run trains, and whole once a person points at a word', () => {
    const { asked, clock, description, slow, state, model, describeIt, explain } = setUp(true);
    slow.value = false;
    description.choose(fakePicture(1, 0));
    describeIt(1);
    expect(asked.map(({ statesOnly }) => statesOnly)).toEqual([true]);
    explain(last(asked));
    expect([state.moving.value, state.waits.value, state.explained.value?.relevance]).toEqual([true, false, undefined]);
    model.value = 2;
    describeIt(1);
    clock.pass(1999);
    expect(asked).toHaveLength(1);
    clock.pass(1);
    explain(last(asked));
    expect(asked).toHaveLength(2);
    description.point({ caption: 0, word: 1 });
    expect(asked.map(({ statesOnly }) => statesOnly)).toEqual([true, true, undefined]);
    explain(last(asked));
    description.point({ caption: 0, word: 2 });
    expect(asked).toHaveLength(3);
  });

  it('has the step of the captions that it is of, and is stale once those of a later step are shown', () => {
    const { asked, clock, captionsAt, description, slow, state, model, describeIt, explain } = setUp(true);
    slow.value = false;
    captionsAt.value = 20;
    description.choose(fakePicture(1, 0));
    describeIt(1);
    explain(last(asked));
    const steps = () => [description.step.value, state.step.value, state.stale.value];
    expect(steps()).toEqual([20, 20, false]);
    captionsAt.value = 40;
    model.value = 2;
    expect(steps()).toEqual([20, 20, false]);
    describeIt(1);
    expect(steps()).toEqual([40, 20, true]);
    clock.pass(2000);
    explain(last(asked));
    expect(steps()).toEqual([40, 40, false]);
  });

  it('is whole after the run', () => {
    const { asked, description, slow, training, describeIt, explain } = setUp(true);
    slow.value = false;
    description.choose(fakePicture(1, 0));
    describeIt(1);
    explain(last(asked));
    training.value = false;
    expect(asked.map(({ statesOnly }) => statesOnly)).toEqual([true, undefined]);
  });
});

describe('an explanation while a run trains', () => {
  const pointing = () => {
    const all = setUp(true);
    all.description.choose(fakePicture(1, 0));
    all.describeIt(1);
    all.description.point({ caption: 0, word: 2 });
    const { clock } = all;
    const answer = (took: number) => {
      clock.pass(took);
      all.explain(last(all.asked));
    };
    return { ...all, answer };
  };

  it('follows the model after two seconds, with the states alone; those that were asked for by hand are whole', () => {
    const { asked, answer, clock, model, describeIt, state, take } = pointing();
    expect(asked.map(({ statesOnly }) => statesOnly)).toEqual([undefined]);
    answer(50);
    model.value = 2;
    describeIt(1);
    clock.pass(1999);
    expect([asked.length, state.moving.value]).toEqual([1, false]);
    clock.pass(1);
    expect(asked.map(({ statesOnly }) => statesOnly)).toEqual([undefined, true]);
    const { order, relevance } = state.explained.value ?? {};
    // Each unit stays where it stood, whatever order would suit it now.
    const { split, image, words } = last(asked);
    const moved = fakeExplanation(split, image, words, true);
    take({ ...moved, order: moved.order.toReversed() });
    expect([state.moving.value, state.explained.value?.order, state.explained.value?.relevance]).toEqual([
      ...[true, order, relevance],
    ]);
  });

  it('takes no more than a tenth of the time', () => {
    const { asked, answer, clock, model, describeIt } = pointing();
    const changed = () => {
      model.value += 1;
      describeIt(1);
    };
    answer(9000);
    changed();
    clock.pass(2000);
    expect(asked).toHaveLength(2);
    answer(700);
    changed();
    clock.pass(6999);
    expect(asked).toHaveLength(2);
    clock.pass(1);
    expect(asked).toHaveLength(3);
    changed();
    // One question at a time.
    clock.pass(60_000);
    expect(asked).toHaveLength(3);
    answer(0);
    clock.pass(10 * 60_000);
    expect(asked).toHaveLength(4);
  });

  it('does not wait where another caption or picture is chosen', () => {
    const { asked, answer, description, describeIt } = pointing();
    answer(700);
    description.point({ caption: 1, word: 0 });
    expect(asked).toHaveLength(2);
    answer(700);
    description.choose(fakePicture(2, 0));
    describeIt(2);
    expect(asked.map(({ statesOnly }) => statesOnly)).toEqual([undefined, undefined, undefined]);
  });

  it('is whole again once the run is paused', () => {
    const { asked, answer, clock, model, describeIt, training, state } = pointing();
    answer(50);
    model.value = 2;
    describeIt(1);
    clock.pass(2000);
    answer(50);
    expect(state.moving.value).toBe(true);
    training.value = false;
    expect(asked.map(({ statesOnly }) => statesOnly)).toEqual([undefined, true, undefined]);
    answer(50);
    expect(state.moving.value).toBe(false);
  });

  it('of another model is never taken for one of this', () => {
    const { answer, state, take } = pointing();
    answer(50);
    expect(state.explained.value).toBeDefined();
    take({ type: 'started' } as Event);
    expect(state.explained.value).toBeUndefined();
  });
});
