import { beforeEach, describe, expect, it } from 'vitest';
import type { RunOptions } from '../../src/options/run_options.ts';
import { Desk } from './desk.ts';
import { MemoryStore, openKept } from './memory_store.ts';

const small: RunOptions = {
  backend: 'cpu',
  hiddenDim: 12,
  wordvecDim: 6,
  batchSize: 8,
  numEpochs: 90,
  validateImages: 8,
};
const dropping: RunOptions = { ...small, wordDropout: 0.2, outputDropout: 0.3, learningRate: 0.02 };

let store: MemoryStore;
beforeEach(() => {
  store = new MemoryStore();
});

describe('a resumed run', () => {
  it('may be extended but not otherwise changed; repeating its options is no change', async () => {
    const desk = await Desk.loaded(store);
    await desk.run({ ...dropping, iterations: 10 });
    const resumed = (options: RunOptions) => ({ type: 'start', options, resume: true }) as const;
    await desk.tell(openKept(store), resumed({ ...dropping, iterations: 20, validateEvery: 1, seed: 231 }));
    expect(desk.of('failed')).toEqual([]);
    expect(desk.of('finished').at(-1)).toMatchObject({ step: 20 });
    await desk.tell(openKept(store), resumed({ ...dropping, numEpochs: 3 }));
    expect(desk.of('failed')).toEqual([]);
    expect(desk.of('finished').at(-1)).toMatchObject({ step: 30 });
  });

  it.each([
    ['learningRate', { learningRate: 1 }, '0.02, as in the checkpoint', '1'],
    ['hiddenDim', { ...small, hiddenDim: 512 }, '12, as in the checkpoint', '512'],
    // What the first command did not say has the value of its default.
    ['weightDecay', { weightDecay: 0.1 }, '0, as in the checkpoint', '0.1'],
    ['seed', { seed: 1 }, '231, as in the checkpoint', '1'],
    ['schedule', { schedule: 'cosine' }, 'step, as in the checkpoint', 'cosine'],
    ['iterations', { iterations: 5 }, 'at least the 20 steps already done', '5'],
    ['numEpochs', { numEpochs: 1 }, 'at least the 20 steps already done', '1, which is 10 steps'],
  ] as const)('is not resumed with another %s: both values are told', async (option, options, expected, found) => {
    const desk = await Desk.loaded(store);
    await desk.run({ ...dropping, iterations: 20 });
    await desk.tell(openKept(store), { type: 'start', options, resume: true });
    expect(desk.of('failed')[0]).toMatchObject({
      during: 'run',
      name: 'OptionError',
      fault: { where: `run to resume: ${option}`, option, expected, found },
    });
    expect(desk.of('started')).toHaveLength(1);
  });
});
