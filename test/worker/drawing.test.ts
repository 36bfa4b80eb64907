import { beforeAll, describe, expect, it } from 'vitest';
import { CpuBackend } from '../../src/cpu/backend.ts';
import { checkCaption, leftOut } from '../../src/data/scenes/check_caption.ts';
import { type Drawing, sceneOf } from '../../src/data/scenes/drawing.ts';
import type { RunOptions } from '../../src/options/run_options.ts';
import { scenesTrainingData } from '../../src/sources/scenes.ts';
import type { Command, Event } from '../../src/worker/protocol.ts';
import { Session } from '../../src/worker/session.ts';

const source = { kind: 'scenes', train: 120, val: 4, test: 8 } as const;
const options: RunOptions = {
  ...({ backend: 'cpu', hiddenDim: 16, wordvecDim: 8, batchSize: 16, learningRate: 0.02, numEpochs: 90 } as const),
  ...{ iterations: 40, validateEvery: 0 },
};

let events: Event[];
let session: Session;
const of = <T extends Event['type']>(type: T) =>
  events.filter((event): event is Extract<Event, { type: T }> => event.type === type);
async function tell(command: Command): Promise<Event | undefined> {
  session.handle(command);
  await session.settled();
  return events.at(-1);
}
const drawingOfShown = (index: number): Drawing => {
  const drawing = of('dataset')[0]?.pictures[index]?.drawing;
  if (!drawing) throw new Error('the pictures came without their drawings');
  return drawing;
};

describe.each(['descriptor', 'pixels'] as const)('a drawing, for a model of the %s', (features) => {
  beforeAll(async () => {
    events = [];
    session = new Session({
      post: (event) => events.push(event),
      load: (_, onProgress) => scenesTrainingData({ ...source, features }, onProgress),
      openBackend: async () => new CpuBackend(),
    });
    session.handle({ type: 'load', source });
    await tell({ type: 'start', options: features === 'pixels' ? { ...options, iterations: 6 } : options });
  });

  it('of a held-out picture is captioned and explained like the picture', async () => {
    const { image = 0 } = of('dataset')[0]?.pictures[3] ?? {};
    const own = drawingOfShown(3);
    const decoding = { method: 'beam', beamWidth: 3, nBest: 3 } as const;
    const heldOut = await tell({ type: 'describe', split: 'test', image, decoding });
    const drawn = await tell({ type: 'describe', split: 'own', image: 0, own, decoding });
    expect(drawn).toMatchObject({ type: 'described', split: 'own', image: 0 });
    expect(drawn).toEqual({ ...heldOut, split: 'own', image: 0 });
    const words = ['a', 'red', 'circle', '<END>'];
    const seen = await tell({ type: 'explain', split: 'test', image, words });
    const explained = await tell({ type: 'explain', split: 'own', image: 0, own, words });
    expect(explained).toHaveProperty('relevance');
    expect(explained).toEqual({ ...seen, split: 'own', image: 0 });
  });

  it('that changes is captioned again, and its captions are checked against the drawing', async () => {
    const own = drawingOfShown(1);
    const changed: Drawing = {
      background: own.background === 'black' ? 'white' : 'black',
      objects: own.objects.map((object) => ({ ...object, shape: 'cross', colour: 'pink', paint: [246, 140, 182] })),
    };
    const captions = async (drawing: Drawing) => {
      const event = await tell({ type: 'describe', split: 'own', image: 0, own: drawing, decoding: {} });
      if (event?.type !== 'described') throw new Error(JSON.stringify(event));
      for (const { caption, check, leftOut: unsaid } of event.captions) {
        expect(check).toEqual(checkCaption(caption, sceneOf(drawing)));
        expect(unsaid).toEqual(leftOut(caption, sceneOf(drawing)));
      }
      return event.captions;
    };
    expect((await captions(changed))[0]?.logProb).not.toBe((await captions(own))[0]?.logProb);
  });

  it('that moves is explained by only its states, which come with its captions, on request', async () => {
    const count = of('explained').length;
    const own = drawingOfShown(0);
    const event = await tell({ type: 'describe', split: 'own', image: 0, own, decoding: {}, statesOf: 0 });
    if (event?.type !== 'described') throw new Error(JSON.stringify(event));
    const words = event.captions[0]?.words.map(({ word }) => word) ?? [];
    expect(event.states).toMatchObject({ caption: 0, explained: { type: 'explained', split: 'own', words } });
    expect(event.states?.explained).not.toHaveProperty('relevance');
    expect(of('explained')).toHaveLength(count);
    await tell({ type: 'explain', split: 'own', image: 0, own, words });
    expect(of('explained').at(-1)?.strips).toEqual(event.states?.explained.strips);
  });

  it('that is invalid is refused with a message', async () => {
    const [object] = drawingOfShown(0).objects;
    const own = { background: 'white', objects: [{ ...object, shape: 'house' }] } as unknown as Drawing;
    for (const question of [
      { type: 'describe', decoding: {} },
      { type: 'explain', words: ['a'] },
    ] as const) {
      const event = await tell({ ...question, split: 'own', image: 0, own });
      expect(event).toMatchObject({
        ...{ type: 'failed', during: question.type, name: 'OptionError' },
        fault: { where: `${question.type}: drawing: object 1: shape`, found: 'house' },
      });
    }
  });
});
