import { batch } from '@preact/signals';
import { describe, expect, it } from 'vitest';
import type { Event } from '../../src/worker/protocol.ts';
import { last, setUp } from './explanation_desk.ts';
import { fakePicture } from './fake_captions.ts';

describe('an automatic explanation', () => {
  it('has only states during a run, which come with the captions, and is complete once the user points at a word', () => {
    const { asked, described, description, state, describeIt, explain } = setUp(true);
    description.choose(fakePicture(1, 0));
    expect(described.map(({ statesOf }) => statesOf)).toEqual([0]);
    describeIt(1);
    expect(asked).toEqual([]);
    expect([state.moving.value, state.explained.value?.strips.length, state.explained.value?.relevance]).toEqual([
      ...[true, 6, undefined],
    ]);
    description.point({ caption: 0, word: 1 });
    expect(asked).toHaveLength(1);
    explain(last(asked));
    expect([state.moving.value, state.explained.value?.relevance?.side]).toEqual([false, 16]);
    description.point({ caption: 0, word: 2 });
    expect(asked).toHaveLength(1);
  });

  it('is of the same step as the captions that are shown, whenever a run goes on', () => {
    const { asked, described, description, state, describeIt, goOn } = setUp(true);
    description.choose(fakePicture(1, 0));
    describeIt(1, 'test', 3);
    const steps = () => [description.step.value, state.explained.value?.step];
    expect(steps()).toEqual([3, 3]);
    goOn(40);
    expect(steps()).toEqual([40, 40]);
    goOn(60);
    expect(steps()).toEqual([60, 60]);
    // The page has asked only for what the user chose.
    expect([asked.length, described.length]).toEqual([0, 1]);
  });

  it('is complete after the run', () => {
    const { asked, described, description, model, training, describeIt, goOn } = setUp(true);
    description.choose(fakePicture(1, 0));
    describeIt(1);
    goOn(20);
    training.value = false;
    model.value = 2;
    describeIt(1);
    expect(described.map(({ statesOf }) => statesOf)).toEqual([0, undefined]);
    expect(asked).toHaveLength(1);
  });

  it('is not asked for once the run has failed and left no model', () => {
    const { asked, description, model, training, describeIt, goOn } = setUp(true);
    description.choose(fakePicture(1, 0));
    describeIt(1);
    goOn(20);
    batch(() => {
      training.value = false;
      model.value = 0;
    });
    expect(asked).toEqual([]);
  });
});

describe('a picture that is followed', () => {
  it('is the chosen one, with its caption whose states are shown, while a run trains', () => {
    const { followed, description, training, live, describeIt } = setUp();
    description.choose(fakePicture(1, 0));
    describeIt(1);
    expect(followed).toEqual([]);
    training.value = true;
    description.point({ caption: 2, word: 0 });
    description.point({ caption: 2, word: 1 });
    live.value = false;
    live.value = true;
    description.choose(fakePicture(2, 0));
    training.value = false;
    const decoding = { method: 'beam', beamWidth: 3, nBest: 3, alternatives: 5, lengthNormalization: 0 };
    const picture = { split: 'test', image: 1, decoding };
    expect(followed).toEqual([
      { type: 'follow', picture: { ...picture, statesOf: 0 } },
      { type: 'follow', picture: { ...picture, statesOf: 2 } },
      { type: 'follow' },
      { type: 'follow', picture: { ...picture, statesOf: 2 } },
      { type: 'follow', picture: { ...picture, image: 2, statesOf: 0 } },
      { type: 'follow' },
    ]);
  });

  it('is described beside what the user asks, and says nothing of another picture', () => {
    const { followed, description, describeIt, goOn } = setUp(true);
    description.choose(fakePicture(1, 0));
    describeIt(1);
    const [first] = followed;
    description.choose(fakePicture(2, 0));
    followed.push(...(first ? [first] : []));
    goOn(20);
    expect([description.captions.value, description.busy.value]).toEqual([[], true]);
    describeIt(2);
    expect([description.captions.value.length, description.busy.value]).toEqual([3, false]);
  });
});

describe('an explanation while a run trains', () => {
  const pointing = () => {
    const all = setUp(true);
    all.description.choose(fakePicture(1, 0));
    all.describeIt(1);
    all.description.point({ caption: 0, word: 2 });
    const answer = () => all.explain(last(all.asked));
    return { ...all, answer };
  };

  it('follows the model with only states; each unit stays where it stood, whatever order would suit it now', () => {
    const { answer, followed, goOn, state, take, description } = pointing();
    answer();
    goOn(20);
    const { order, relevance } = state.explained.value ?? {};
    expect(relevance).toBeDefined();
    const { answer: event } = description;
    const { states } = event.value ?? {};
    if (!event.value || !states) throw new Error('no states');
    const turned = { ...states.explained, order: states.explained.order.toReversed() };
    take({ ...event.value, step: 40, states: { ...states, explained: turned } });
    expect(last(followed).picture?.statesOf).toBe(0);
    expect([state.moving.value, state.explained.value?.order, state.explained.value?.relevance]).toEqual([
      ...[true, order, relevance],
    ]);
  });

  it('does not wait if another caption or picture is chosen', () => {
    const { asked, answer, description, describeIt } = pointing();
    answer();
    description.point({ caption: 1, word: 0 });
    expect(asked).toHaveLength(2);
    answer();
    description.choose(fakePicture(2, 0));
    describeIt(2);
    expect(asked).toHaveLength(3);
  });

  it('is complete again once the run is paused', () => {
    const { asked, answer, model, goOn, describeIt, training, state } = pointing();
    answer();
    goOn(20);
    expect(state.moving.value).toBe(true);
    training.value = false;
    model.value = 2;
    describeIt(1);
    expect(asked).toHaveLength(2);
    answer();
    expect(state.moving.value).toBe(false);
  });

  it('of another model is never shown for this one', () => {
    const { answer, state, take } = pointing();
    answer();
    expect(state.explained.value).toBeDefined();
    take({ type: 'started' } as Event);
    expect(state.explained.value).toBeUndefined();
  });
});
