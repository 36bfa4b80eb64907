import sharp from 'sharp';
import { beforeEach, describe, expect, it } from 'vitest';
import { coveringRelevance } from '../../src/explain/covering.ts';
import type { ExplainedPicture, GoesOn } from '../../src/explain/relevance.ts';
import { orderUnits } from '../../src/explain/strips.ts';
import type { CaptioningRNN } from '../../src/model/captioning_rnn.ts';
import type { Picture } from '../../src/picture.ts';
import type { FeatureMaker } from '../../src/prepare/feature_maker.ts';
import { Desk } from './desk.ts';
import { smallData } from './small_data.ts';

const learned = {
  backend: 'cpu',
  hiddenDim: 12,
  wordvecDim: 6,
  batchSize: 8,
  learningRate: 0.02,
  lrDecay: 1,
  iterations: 250,
  numEpochs: 90,
  validateEvery: 0,
} as const;

const SIDE = 32;
/** Where pictures say what they show: a red or blue patch at the top left, a dark or light one at the bottom right. */
const places = { colour: [4, 4], shape: [27, 27] } as const;

/** A picture of which number, as in the small data: "a red ring", "a blue ring", "a red star", "a blue star". */
function pictureOf(image: number): Picture {
  const data = new Uint8ClampedArray(4 * SIDE * SIDE).fill(255);
  const paint = ([cx, cy]: readonly [number, number], colour: readonly number[]) => {
    for (let y = cy - 3; y <= cy + 3; y++) {
      for (let x = cx - 3; x <= cx + 3; x++) data.set(colour, 4 * (y * SIDE + x));
    }
  };
  paint(places.colour, image % 2 === 0 ? [250, 0, 0] : [0, 0, 250]);
  paint(places.shape, Math.floor(image / 2) % 2 === 0 ? [0, 0, 0] : [120, 120, 120]);
  return { width: SIDE, height: SIDE, data };
}

/** The small data's features, computed from pixels. */
function featureOf({ data }: Picture): number[] {
  const at = ([x, y]: readonly [number, number]) => [...data.subarray(4 * (y * SIDE + x), 4 * (y * SIDE + x) + 3)];
  const [red = 0] = at(places.colour);
  const [light = 0] = at(places.shape);
  return [red > 128 ? 0 : 1, light < 64 ? 0 : 1, 1, 0, 0.5];
}

const maker: FeatureMaker = {
  mark: { madeBy: 'two pixels', fingerprint: 'two' },
  name: 'two pixels',
  length: 5,
  fit: (picture) => picture,
  features: async (pictures) => Float32Array.from(pictures.flatMap(featureOf)),
};

const seeing = () => ({
  ...smallData(),
  pictureFeatures: {
    maker,
    picture: (_: string, image: number) => pictureOf(image),
    relevance: (model: CaptioningRNN, explained: ExplainedPicture, goesOn?: GoesOn) =>
      coveringRelevance(model, maker, explained, goesOn),
  },
});

let desk: Desk;
beforeEach(async () => {
  desk = await Desk.loaded(undefined, {}, seeing());
  await desk.run(learned);
});

const words = ['a', 'blue', 'ring', '<END>'];

describe('an explanation of a caption', () => {
  it('has the states at every word, each value within its bounds', async () => {
    await desk.tell({ type: 'explain', split: 'test', image: 1, words });
    const [partial, explained] = desk.of('explained');
    expect(explained).toMatchObject({ split: 'test', image: 1, words, cellType: 'lstm' });
    // What takes longer comes later.
    const { relevance: _, ...rest } = explained ?? {};
    expect(partial).toEqual({ ...rest, partial: true });
    const strips = Object.fromEntries(explained?.strips.map(({ name, values }) => [name, values]) ?? []);
    expect(Object.keys(strips)).toEqual(['i', 'f', 'o', 'g', 'c', 'h']);
    for (const [name, values] of Object.entries(strips)) {
      expect(values).toHaveLength(words.length * 12);
      const [low, high] = 'ifo'.includes(name) ? [0, 1] : name === 'c' ? [-9, 9] : [-1, 1];
      expect(values.every((value) => value >= low && value <= high)).toBe(true);
    }
    // h = o · tanh c.
    const { o = [], c = [], h = [] } = strips;
    for (const [at, value] of Array.from(h).entries()) {
      expect(value).toBeCloseTo((o[at] ?? 0) * Math.tanh(c[at] ?? 0), 5);
    }
    expect([...(explained?.order ?? [])].sort((a, b) => a - b)).toEqual(Array.from({ length: 12 }, (_, unit) => unit));
  });

  it('finds the region of every word, and none for a word in every caption', async () => {
    await desk.tell({ type: 'explain', split: 'test', image: 1, words });
    const { how, side, maps } = desk.of('explained').at(-1)?.relevance ?? { how: '', side: 0, maps: [] };
    expect([how, side, maps.length]).toEqual(['covering', 16, words.length * 256]);
    const peakOf = (t: number) => {
      const map = [...maps].slice(t * 256, (t + 1) * 256);
      const most = map.indexOf(Math.max(...map));
      return { x: ((most % 16) + 0.5) * 2, y: (Math.floor(most / 16) + 0.5) * 2, value: map[most] ?? 0, map };
    };
    for (const [t, [x, y]] of [[1, places.colour] as const, [2, places.shape] as const]) {
      const peak = peakOf(t);
      expect(peak.value).toBeGreaterThan(0.5);
      expect(Math.hypot(peak.x - x, peak.y - y)).toBeLessThan(5);
      // The middle of the picture tells nothing, exactly.
      expect(peak.map[8 * 16 + 8]).toBe(0);
    }
    expect(peakOf(0).value).toBeLessThan(0.1);
  });

  it('is computed for a user’s picture, like its caption', async () => {
    const { data } = pictureOf(3);
    const png = await sharp(Buffer.from(data), { raw: { width: SIDE, height: SIDE, channels: 4 } })
      .png()
      .toBuffer();
    const own = new File([new Uint8Array(png)], 'mine.png');
    await desk.tell({ type: 'describe', split: 'own', image: 7, own, decoding: {} });
    const [described] = desk.of('described');
    expect(described).toMatchObject({ split: 'own', image: 7, captions: [{ caption: 'a blue star' }] });
    await desk.tell({ type: 'explain', split: 'own', image: 7, own, words: ['a', 'blue', 'star'] });
    expect(desk.of('explained').at(-1)).toMatchObject({ split: 'own', image: 7, relevance: { side: 16 } });
  });

  it('of a drawing that has changed is aborted, so that the drawing is captioned at once', async () => {
    const circle = { shape: 'circle', colour: 'red', paint: [220, 0, 0], radius: 9, x: 20, y: 20, tilt: 0 } as const;
    const own = { background: 'white', objects: [circle] } as const;
    const drawn = { split: 'own', image: 7, own } as const;
    const types = () => desk.events.map((event) => ('partial' in event ? 'partial' : event.type)).slice(before);
    let before = desk.events.length;
    await desk.tell({ type: 'explain', ...drawn, words: ['a', 'blue', 'star'] });
    expect(types()).toEqual(['partial', 'explained']);
    expect(desk.of('explained').at(-1)).toHaveProperty('relevance');
    before = desk.events.length;
    desk.answer = (event) => {
      if ('partial' in event) desk.session.handle({ type: 'describe', ...drawn, decoding: {} });
    };
    await desk.tell({ type: 'explain', ...drawn, words: ['a', 'blue', 'star'] });
    await desk.came('described');
    expect(types()).toEqual(['partial', 'explained', 'described']);
    expect(desk.of('explained').at(-1)).not.toHaveProperty('relevance');
    // No other question gives way.
    before = desk.events.length;
    desk.answer = (event) => {
      if ('partial' in event) desk.session.handle({ type: 'describe', split: 'test', image: 1, decoding: {} });
    };
    await desk.tell({ type: 'explain', ...drawn, words: ['a', 'blue', 'star'] });
    expect(desk.of('explained').at(-1)).toHaveProperty('relevance');
  });

  it('has states but no regions if the features come from elsewhere', async () => {
    const { pictureFeatures: _, ...data } = seeing();
    desk = await Desk.loaded(undefined, {}, data);
    await desk.run({ ...learned, cellType: 'rnn', iterations: 5 });
    await desk.tell({ type: 'explain', split: 'test', image: 1, words });
    const [explained] = desk.of('explained');
    expect(explained?.strips.map(({ name }) => name)).toEqual(['h']);
    expect(explained).not.toHaveProperty('relevance');
    await desk.tell({ type: 'describe', split: 'own', image: 0, own: new Blob(['x']), decoding: {} });
    expect(desk.of('failed')[0]).toMatchObject({ during: 'describe', name: 'OptionError' });
    expect(desk.of('failed')[0]?.message).toMatch(/four kinds, whose features come from a network/);
  });

  it.each([
    [{ words: ['a', 'zebra'] }, 'OptionError', /words of the vocabulary, found zebra/],
    [{ words: [] }, 'OptionError', /a caption, found no words/],
    [{ words, image: 16 }, 'OptionError', /a picture from 0 to 15/],
    [{ words, own: new Blob(['no picture at all']) }, 'DataError', /the picture: expected a picture/],
    [{ words, own: new File([], 'empty.png') }, 'DataError', /empty.png: expected a picture, found an empty file/],
  ])('%j is a typed error', async (asked, name, message) => {
    await desk.tell({ type: 'explain', split: 'test', image: 1, ...asked });
    expect(desk.of('failed')[0]).toMatchObject({ during: 'explain', name });
    expect(desk.of('failed')[0]?.message).toMatch(message);
  });
});

it('similar units become neighbours', () => {
  const kinds = [0, 1, 2, 0, 1, 2, 0, 1, 2];
  const values = Float32Array.from({ length: 3 * 9 }, (_, at) => {
    const [t, unit] = [Math.floor(at / 9), at % 9];
    return Math.cos(2 * (kinds[unit] ?? 0) + t) + unit / 100;
  });
  const order = [...orderUnits([values], 9)];
  const inOrder = order.map((unit) => kinds[unit]);
  expect(inOrder.filter((kind, place) => kind !== inOrder[place - 1])).toHaveLength(3);
  expect(order.toSorted()).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
});
