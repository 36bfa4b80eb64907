import { describe, expect, it } from 'vitest';
import { type ShownPicture, withFile } from '../../src/app/own_pictures.ts';
import { last, setUp } from './explanation_desk.ts';
import { fakeDescription, fakePicture } from './fake_captions.ts';
import { fakeExplanation, fakeStates } from './fake_explanation.ts';

describe('an explanation', () => {
  it('is requested for the best caption, and for another once the user points at a word of it', () => {
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

  it('is shown without its map while that is being computed', () => {
    const { asked, description, state, take, describeIt, explain } = setUp();
    description.choose(fakePicture(1, 0));
    describeIt(1);
    take({ ...fakeStates({ ...last(asked), step: 0 }), partial: true });
    expect([state.explained.value?.partial, state.busy.value]).toEqual([true, true]);
    explain(last(asked));
    expect([state.explained.value?.relevance?.side, state.busy.value]).toEqual([16, false]);
  });

  it('includes the user’s own picture in the request', () => {
    const { asked, description, take } = setUp();
    const own = new Blob(['picture']);
    description.choose({ split: 'own', image: 4, caption: '', references: ['mine.png'], own });
    take(fakeDescription('own', 4, {}));
    expect(last(asked)).toMatchObject({ split: 'own', image: 4 });
    expect(last(asked).own).toBe(own);
  });

  it('includes the file of a data set’s picture, if features are computed from pixels', () => {
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

  it('is not requested during a run before the user points at a word, and then stays after it', () => {
    const { asked, description, training, describeIt } = setUp(true);
    description.choose(fakePicture(1, 0));
    describeIt(1);
    expect(asked).toEqual([]);
    description.point({ caption: 0, word: 0 });
    expect(asked).toHaveLength(1);
    training.value = false;
    expect(asked).toHaveLength(1);
  });

  it('of a changing drawing has only states, without the regions of the earlier one, and is complete once changes stop', () => {
    const { asked, described, description, state, redrawing, describeIt: describeImage, explain: answer } = setUp();
    const drawn = (x: number): ShownPicture => {
      const object = { shape: 'ring', colour: 'red', paint: [0, 0, 0], x, y: 9, radius: 9, tilt: 0 } as const;
      return { split: 'own', image: 0, caption: '', references: [], own: { background: 'white', objects: [object] } };
    };
    const describeIt = () => describeImage(0, 'own');
    const explain = () => answer(last(asked));
    description.choose(drawn(1));
    describeIt();
    explain();
    expect(state.explained.value?.relevance).toBeDefined();
    redrawing.value = true;
    for (const x of [2, 3]) {
      description.redraw(drawn(x));
      describeIt();
      expect(last(described)).toMatchObject({ statesOf: 0, own: drawn(x).own });
      expect([state.moving.value, state.explained.value?.relevance]).toEqual([true, undefined]);
    }
    expect(asked).toHaveLength(1);
    redrawing.value = false;
    expect(asked).toHaveLength(2);
    explain();
    expect([state.moving.value, state.explained.value?.relevance?.side]).toEqual([false, 16]);
    // It begins to change again: what is known is not asked for.
    redrawing.value = true;
    expect(asked).toHaveLength(2);
  });

  it('of an earlier state of the model stays while the words are the same, and is requested again', () => {
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
      const event = fakeExplanation({ ...last(asked), step: 0 });
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

  it('that fails is a fault, and not requested forever', () => {
    const { asked, description, state, describeIt, take } = setUp();
    description.choose(fakePicture(1, 0));
    describeIt(1);
    take({ type: 'failed', during: 'explain', name: '', message: 'no' });
    expect([state.fault.value?.message, state.busy.value, asked.length]).toEqual(['no', false, 1]);
  });
});
