import { signal } from '@preact/signals';
import { describe, expect, it } from 'vitest';
import { createDecodingState } from '../../src/app/decoding_state.ts';
import { createDescriptionState, leastSure } from '../../src/app/description_state.ts';
import type { ShownPicture } from '../../src/app/own_pictures.ts';
import type { Command } from '../../src/worker/protocol.ts';
import { fakeDescription, fakePicture } from './fake_captions.ts';

function setUp() {
  const sent: Extract<Command, { type: 'describe' }>[] = [];
  const decoding = createDecodingState({ method: 'beam', beamWidth: 4 });
  const model = signal(0);
  const send = (command: Command) => void (command.type === 'describe' && sent.push(command));
  const state = createDescriptionState(send, decoding, model);
  const answer = (image: number) => state.take(fakeDescription('test', image, sent.at(-1)?.decoding ?? {}));
  return { sent, decoding, model, state, answer };
}

describe('a description of a picture', () => {
  it('is requested once there is a model, for all hypotheses of the beam', () => {
    const { sent, model, state, answer } = setUp();
    state.choose(fakePicture(3, 0));
    expect(sent).toEqual([]);
    model.value = 1;
    expect(sent).toHaveLength(1);
    expect(sent[0]).toMatchObject({ split: 'test', image: 3, decoding: { beamWidth: 4, nBest: 4, alternatives: 5 } });
    answer(3);
    expect(state.captions.value).toHaveLength(4);
    expect(sent).toHaveLength(1);
  });

  it('is requested again when the model, the decoding or the picture change, one request at a time', () => {
    const { sent, model, decoding, state, answer } = setUp();
    model.value = 1;
    state.choose(fakePicture(3, 0));
    model.value = 2;
    decoding.settings.value = { ...decoding.settings.value, method: 'greedy' };
    state.choose(fakePicture(5, 0));
    expect(sent).toHaveLength(1);
    answer(3);
    expect(state.captions.value).toEqual([]);
    expect(sent).toHaveLength(2);
    expect(sent[1]).toMatchObject({ image: 5, decoding: { method: 'greedy' } });
    answer(5);
    expect(state.captions.value).toHaveLength(1);
    model.value = 3;
    expect(sent).toHaveLength(3);
  });

  it('is offered to a user who has chosen no picture, and does not count as open', () => {
    const { sent, model, state } = setUp();
    model.value = 1;
    state.offer(undefined);
    state.offer(fakePicture(1, 0));
    state.offer(fakePicture(2, 0));
    expect(sent.map(({ image }) => image)).toEqual([1]);
    expect(state.looks.value).toBe(0);
    state.choose(fakePicture(5, 0));
    state.offer(fakePicture(2, 0));
    expect([state.picture.value?.image, state.looks.value]).toEqual([5, 1]);
  });

  it('of a picture chosen again opens again, with its earlier captions', () => {
    const { sent, model, state, answer } = setUp();
    model.value = 1;
    state.offer(fakePicture(3, 0));
    answer(3);
    const { value: captions } = state.captions;
    state.choose(fakePicture(3, 20));
    expect([state.captions.value, state.looks.value, sent.length]).toEqual([captions, 1, 1]);
    // The picture's own file has come: that is another input.
    state.choose({ ...fakePicture(3, 20), file: new File(['dog'], 'dog.jpg') });
    expect([state.captions.value, state.looks.value, sent.length]).toEqual([[], 2, 2]);
  });

  it('of a redrawn picture keeps its captions, and is requested for its latest state, one request at a time', () => {
    const { sent, model, state } = setUp();
    model.value = 1;
    const drawn = (x: number): ShownPicture => {
      const object = { shape: 'ring', colour: 'red', paint: [0, 0, 0], x, y: 9, radius: 9, tilt: 0 } as const;
      const own = { background: 'white', objects: [object] } as const;
      return { split: 'own', image: 2, caption: '', references: [], own };
    };
    state.choose(drawn(10));
    state.take(fakeDescription('own', 2, sent.at(-1)?.decoding ?? {}));
    const { value: captions } = state.captions;
    state.point({ caption: 0, word: 2 });
    for (const x of [11, 12, 13]) state.redraw(drawn(x));
    expect(state.captions.value).toBe(captions);
    expect(sent.map(({ own }) => own)).toEqual([drawn(10).own, drawn(11).own]);
    state.take(fakeDescription('own', 2, sent.at(-1)?.decoding ?? {}));
    expect(sent.map(({ own }) => own)).toEqual([drawn(10).own, drawn(11).own, drawn(13).own]);
    expect(state.at.value).toEqual({ caption: 0, word: 2, chosen: true });
    state.take(fakeDescription('own', 2, sent.at(-1)?.decoding ?? {}));
    expect(sent).toHaveLength(3);
  });

  it('of a picture that cannot be captioned is a fault, and not requested forever', () => {
    const { sent, model, state } = setUp();
    model.value = 1;
    state.choose(fakePicture(3, 0));
    state.take({ type: 'failed', during: 'describe', name: '', message: 'no' });
    expect(state.fault.value?.message).toBe('no');
    expect([state.busy.value, sent.length]).toEqual([false, 1]);
    state.choose(fakePicture(4, 0));
    expect(state.fault.value).toBeUndefined();
    expect(sent).toHaveLength(2);
  });

  it('begins with the word of lowest probability', () => {
    const [caption] = fakeDescription('test', 1, {}).captions;
    const logProbs = caption?.words.map(({ logProb }) => logProb) ?? [];
    expect(logProbs[leastSure(caption)]).toBe(Math.min(...logProbs));
    expect(leastSure(undefined)).toBe(-1);
  });
});
