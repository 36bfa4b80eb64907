import { describe, expect, it } from 'vitest';
import { CpuBackend } from '../../src/cpu/backend.ts';
import type { CaptionDataset } from '../../src/data/dataset.ts';
import { rowsInMemory, rowsOnDemand } from '../../src/data/feature_rows.ts';
import { createScenes } from '../../src/data/scenes/dataset.ts';
import { DataError } from '../../src/errors.ts';
import { CaptioningRNN } from '../../src/model/captioning_rnn.ts';
import { CaptioningTrainer } from '../../src/train/trainer.ts';
import type { TrainerOptions } from '../../src/train/trainer_options.ts';
import { smallDataset } from '../support/dataset.ts';

/** A small data set whose rows are computed when they are first read, and which were, in order. */
function onDemand(damaged?: number) {
  const data = smallDataset({ captions: 40, images: 30 });
  const { train } = data.splits;
  if (!train) throw new Error('no split train');
  const read: number[] = [];
  const features = rowsOnDemand('features', [train.features.count, train.features.length], (row) => {
    read.push(row);
    const numbers = train.features.readRows([row]);
    return row === damaged ? numbers.fill(Number.NaN) : numbers;
  });
  const computed: CaptionDataset = { ...data, splits: { train: { ...train, features } } };
  return { data: computed, atOnce: data, train, read };
}

const quiet = { verbose: false, batchSize: 4, numEpochs: 3, seed: 2 } as const;

function trainerOf(data: CaptionDataset, options: TrainerOptions = {}) {
  const { wordToIdx } = data.vocabulary;
  const sizes = { inputDim: data.featureLength, wordvecDim: 3, hiddenDim: 5, cellType: 'lstm' } as const;
  const model = new CaptioningRNN(new CpuBackend(), { wordToIdx, ...sizes });
  return new CaptioningTrainer(model, data, { ...quiet, ...options });
}

async function lossesOf(data: CaptionDataset, options: TrainerOptions = {}): Promise<number[]> {
  const trainer = trainerOf(data, options);
  await trainer.train();
  return trainer.lossHistory;
}

describe('training from rows that are computed on demand', () => {
  it('reads no row before a minibatch needs it, and each row once', async () => {
    const { data, train, read } = onDemand();
    const images: number[][] = [];
    const trainer = trainerOf(data, { sampling: 'shuffled' });
    expect(read.length).toBeLessThanOrEqual(quiet.batchSize);
    await trainer.train({
      onStep: () => {
        images.push([...read]);
      },
    });
    // At most the minibatches of the steps in flight and the one that is planned are ahead of a report.
    expect(images[0]?.length).toBeLessThanOrEqual(5 * quiet.batchSize);
    expect(read).toHaveLength(new Set(read).size);
    expect(new Set(read)).toEqual(new Set(train.imageIdxs));
  });

  it.each<[string, TrainerOptions]>([
    ['sampled at random', { sampling: 'random' }],
    ['shuffled', { sampling: 'shuffled' }],
    ['shuffled by picture', { sampling: 'pictures' }],
    ['with scheduled sampling', { scheduledSampling: { start: 0.5 } }],
  ])('has the losses of training with all rows in memory: %s', async (_, options) => {
    const { data, atOnce } = onDemand();
    expect(await lossesOf(data, options)).toEqual(await lossesOf(atOnce, options));
  });

  it('resumes with the same bits, whichever rows have been read', async () => {
    const { data, atOnce } = onDemand();
    const whole = trainerOf(atOnce);
    await whole.train();
    const begun = trainerOf(data, { maxSteps: 7 });
    await begun.train();
    const resumed = trainerOf(onDemand().data);
    resumed.model.setParams(begun.model.params);
    resumed.restore(await begun.state());
    await resumed.train();
    expect(resumed.lossHistory).toEqual(whole.lossHistory);
    expect(resumed.model.params).toEqual(whole.model.params);
  });

  it('fails at the minibatch that needs a number that is not finite, and names its row', async () => {
    const trainer = trainerOf(onDemand(7).data, { sampling: 'shuffled' });
    const error: unknown = await trainer.train().catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(DataError);
    expect(String(error)).toMatch(/row 7, column 0: expected a finite number, found NaN/);
    // Those of the steps before.
    const before = await lossesOf(onDemand().data, { sampling: 'shuffled' });
    expect(trainer.lossHistory).toEqual(before.slice(0, trainer.lossHistory.length));
  });

  it('has the losses of Scenes drawn in advance', async () => {
    const make = async () => (await createScenes({ train: 20, val: 2, test: 2 })).data;
    const { splits, ...rest } = await make();
    const { count, length, readRows } = splits.train.features;
    const rows = readRows(Array.from({ length: count }, (_, image) => image));
    const drawn = {
      ...rest,
      splits: { train: { ...splits.train, features: rowsInMemory('rows', rows, [count, length]) } },
    };
    expect(await lossesOf(await make(), { maxSteps: 12 })).toEqual(await lossesOf(drawn, { maxSteps: 12 }));
  });
});
