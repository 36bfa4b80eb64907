import { describe, expect, it } from 'vitest';
import { decodeCheckpoint } from '../../src/checkpoint/checkpoint.ts';
import type { RunOptions } from '../../src/options/run_options.ts';
import { plainStates } from '../support/plain_states.ts';
import { Desk, turns } from './desk.ts';

const learned: RunOptions = {
  ...{ backend: 'cpu', hiddenDim: 12, wordvecDim: 6, batchSize: 8, learningRate: 0.02, lrDecay: 1 },
  ...{ iterations: 250, numEpochs: 90, validateEvery: 0 },
};

/** What the survey has to find: the plain equations, with the saved weights, over the captions that an evaluation gives. */
function plainMeans(desk: Desk, cellType: 'rnn' | 'lstm', by: 'said' | 'read', number: 'h' | 'c') {
  const bytes = new Uint8Array(desk.of('saved').at(-1)?.bytes ?? new ArrayBuffer(0));
  const { parameters } = decodeCheckpoint(bytes, 'saved');
  const { vocabulary, splits } = desk.data.data;
  const values = new Map<string, number[][]>();
  for (const { image, caption } of desk.of('evaluated').at(-1)?.pictures ?? []) {
    const words = ['<START>', ...caption.split(' '), '<END>'];
    const feature = splits.test?.features.readRows([image]) ?? [];
    const numbers = words.slice(0, -1).map((word) => vocabulary.wordToIdx[word] ?? 0);
    for (const [t, step] of plainStates(cellType, parameters, feature, numbers).steps.entries()) {
      const word = words[by === 'said' ? t + 1 : t] ?? '';
      values.set(word, [...(values.get(word) ?? []), step[number]]);
    }
  }
  return values;
}

describe.each(['lstm', 'rnn'] as const)('a survey of the units of an %s', (cellType) => {
  it('has the mean of every unit at every word of the captions of the shown split', async () => {
    const desk = await Desk.loaded();
    await desk.run({ ...learned, cellType });
    await desk.tell({ type: 'save' }, { type: 'evaluate', decoding: {} }, { type: 'survey' });
    const [surveyed] = desk.of('surveyed');
    expect(surveyed).toMatchObject({ split: 'test', captions: 16, positions: 16 * 4, H: 12 });
    for (const by of ['said', 'read'] as const) {
      const means = surveyed?.[by];
      for (const number of cellType === 'lstm' ? (['h', 'c'] as const) : (['h'] as const)) {
        const plain = plainMeans(desk, cellType, by, number);
        expect(means?.words.toSorted()).toEqual([...plain.keys()].toSorted());
        for (const [place, word] of means?.words.entries() ?? []) {
          const steps = plain.get(word) ?? [];
          expect(means?.counts[place]).toBe(steps.length);
          for (let unit = 0; unit < 12; unit++) {
            const mean = steps.reduce((sum, step) => sum + (step[unit] ?? Number.NaN), 0) / steps.length;
            expect(means?.[number]?.[place * 12 + unit]).toBeCloseTo(mean, 4);
          }
        }
      }
    }
    expect(surveyed?.said.c === undefined).toBe(cellType === 'rnn');
  });
});

describe('a survey', () => {
  it('without a model is refused', async () => {
    const desk = await Desk.loaded();
    await desk.tell({ type: 'survey' });
    expect(desk.of('failed')[0]).toMatchObject({ during: 'survey', name: 'OptionError' });
    expect(desk.of('failed')[0]?.message).toMatch(/^survey: expected a model/);
  });

  it('is computed between two steps of a run, which continues to the same loss', async () => {
    const losses = async (asks: boolean) => {
      const desk = await Desk.loaded();
      desk.session.handle({ type: 'start', options: { ...learned, iterations: 60 } });
      await desk.came('step', 5);
      if (asks) desk.session.handle({ type: 'survey' });
      await desk.session.settled();
      await turns(1);
      return { surveyed: desk.of('surveyed'), losses: desk.of('step').map(({ loss }) => loss) };
    };
    const asked = await losses(true);
    expect(asked.surveyed).toHaveLength(1);
    expect(asked.losses).toEqual((await losses(false)).losses);
  });
});

it('states that come with the captions are those of the explanation, and compute no regions of the picture', async () => {
  const desk = await Desk.loaded();
  let computed = 0;
  Object.assign(desk.data, {
    pictureFeatures: {
      picture: () => ({ width: 1, height: 1, data: new Uint8ClampedArray(4) }),
      relevance: async () => {
        computed++;
        return { how: 'covering', fit: 'contain', side: 1, maps: new Float32Array(2) };
      },
    },
  });
  await desk.run({ ...learned, iterations: 5 });
  const picture = { split: 'test', image: 0 } as const;
  await desk.tell({ type: 'describe', ...picture, decoding: {}, statesOf: 0 });
  const [described] = desk.of('described');
  const { caption, explained } = described?.states ?? {};
  const words = described?.captions[0]?.words.map(({ word }) => word) ?? [];
  expect([caption, explained?.words, described?.step, explained?.step, computed]).toEqual([0, words, 5, 5, 0]);
  expect(explained).not.toHaveProperty('partial');
  await desk.tell({ type: 'explain', ...picture, words });
  expect([desk.of('explained').length, computed]).toEqual([2, 1]);
  expect(desk.of('explained')[1]?.strips).toEqual(explained?.strips);
});
