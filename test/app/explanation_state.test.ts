import { signal } from '@preact/signals';
import { describe, expect, it } from 'vitest';
import { createDecodingState } from '../../src/app/decoding_state.ts';
import { createDescriptionState } from '../../src/app/description_state.ts';
import { createExplanationState } from '../../src/app/explanation_state.ts';
import { withFile } from '../../src/app/own_pictures.ts';
import type { Command, Event } from '../../src/worker/protocol.ts';
import { fakeDescription, fakePicture } from './fake_captions.ts';
import { fakeExplanation } from './fake_explanation.ts';

type Explain = Extract<Command, { type: 'explain' }>;

function setUp(busyRun = false) {
  const asked: Explain[] = [];
  const [model, training, takesPictures] = [signal(1), signal(busyRun), signal(true)];
  const decoding = createDecodingState({ method: 'beam', beamWidth: 3 });
  const send = (command: Command) => void (command.type === 'explain' && asked.push(command));
  const description = createDescriptionState(send, decoding, model);
  const state = createExplanationState(send, description, training, takesPictures);
  const take = (event: Event) => {
    description.take(event);
    state.take(event);
  };
  const describeIt = (image: number) => take(fakeDescription('test', image, { method: 'beam', nBest: 3 }));
  const explain = ({ split, image, words }: Explain) => take(fakeExplanation(split, image, words));
  return { asked, description, state, training, takesPictures, model, take, describeIt, explain };
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

  it('is not asked for while a run trains, before a person points at a word', () => {
    const { asked, description, training, describeIt } = setUp(true);
    description.choose(fakePicture(1, 0));
    describeIt(1);
    expect(asked).toEqual([]);
    description.point({ caption: 0, word: 0 });
    expect(asked).toHaveLength(1);
    training.value = false;
    expect(asked).toHaveLength(1);
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

  it('that fails is a fault, and not asked for again for ever', () => {
    const { asked, description, state, describeIt, take } = setUp();
    description.choose(fakePicture(1, 0));
    describeIt(1);
    take({ type: 'failed', during: 'explain', name: '', message: 'no' });
    expect([state.fault.value?.message, state.busy.value, asked.length]).toEqual(['no', false, 1]);
  });
});
