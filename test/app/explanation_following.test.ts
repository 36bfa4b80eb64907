import { describe, expect, it } from 'vitest';
import type { Event } from '../../src/worker/protocol.ts';
import { last, setUp } from './explanation_desk.ts';
import { fakePicture } from './fake_captions.ts';
import { fakeExplanation } from './fake_explanation.ts';

describe('an automatic explanation', () => {
  it('has only states during a run, and is complete once the user points at a word', () => {
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

  it('is complete after the run', () => {
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

  it('follows the model after two seconds, with only states; requested ones are complete', () => {
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

  it('does not wait if another caption or picture is chosen', () => {
    const { asked, answer, description, describeIt } = pointing();
    answer(700);
    description.point({ caption: 1, word: 0 });
    expect(asked).toHaveLength(2);
    answer(700);
    description.choose(fakePicture(2, 0));
    describeIt(2);
    expect(asked.map(({ statesOnly }) => statesOnly)).toEqual([undefined, undefined, undefined]);
  });

  it('is complete again once the run is paused', () => {
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

  it('of another model is never shown for this one', () => {
    const { answer, state, take } = pointing();
    answer(50);
    expect(state.explained.value).toBeDefined();
    take({ type: 'started' } as Event);
    expect(state.explained.value).toBeUndefined();
  });
});
