import { describe, expect, it } from 'vitest';
import { CpuBackend } from '../../src/cpu/backend.ts';
import { minibatchOf } from '../../src/data/minibatch.ts';
import { splitOf } from '../../src/data/split.ts';
import { OptionError, ShapeError } from '../../src/errors.ts';
import { teacherForcedLoss } from '../../src/evaluate/teacher_forced_loss.ts';
import { CaptioningRNN } from '../../src/model/captioning_rnn.ts';
import { smallDataset } from '../support/dataset.ts';

const data = smallDataset({ captions: 10 });
const { wordToIdx } = data.vocabulary;

/** A model, and the loss of the given captions one by one, as `loss` has it. */
function setUp(cellType: 'rnn' | 'lstm' = 'lstm') {
  const backend = new CpuBackend({ precision: 'float64' });
  const model = new CaptioningRNN(backend, { wordToIdx, inputDim: 4, wordvecDim: 3, hiddenDim: 5, cellType });
  const meanOf = async (rows: readonly number[]) => {
    let sum = 0;
    for (const row of rows) {
      const { features, captions } = minibatchOf(data, splitOf(data, 'train'), Int32Array.of(row));
      sum += (await model.loss(features, captions)).loss;
    }
    return sum / rows.length;
  };
  return { model, meanOf };
}

describe('teacherForcedLoss', () => {
  it.each(['rnn', 'lstm'] as const)(
    'is the mean over all captions, also where the last batch is short: %s',
    async (cell) => {
      const { model, meanOf } = setUp(cell);
      const wanted = await meanOf([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
      const progress: number[] = [];
      const found = await teacherForcedLoss(model, data, 'train', {
        batchSize: 4,
        onProgress: (n) => progress.push(n),
      });
      expect(found).toBeCloseTo(wanted, 12);
      expect(progress).toEqual([4, 8, 10]);
      expect(await teacherForcedLoss(model, data, 'train')).toBeCloseTo(wanted, 12);
    },
  );

  it('spreads the requested number of captions over the split', async () => {
    const { model, meanOf } = setUp();
    expect(await teacherForcedLoss(model, data, 'train', { limit: 4 })).toBeCloseTo(await meanOf([0, 2, 5, 7]), 12);
  });

  it('ends at an abort, and refuses invalid arguments', async () => {
    const { model } = setUp();
    const abort = new AbortController();
    const onProgress = () => abort.abort(new Error('enough'));
    const evaluating = teacherForcedLoss(model, data, 'train', { batchSize: 4, onProgress, signal: abort.signal });
    await expect(evaluating).rejects.toThrow('enough');
    const unknown = { batch: 4, limit: 1 };
    await expect(teacherForcedLoss(model, data, 'train', unknown)).rejects.toThrow(OptionError);
    await expect(teacherForcedLoss(model, data, 'train', { batchSize: 0 })).rejects.toThrow(/batchSize/);
    await expect(teacherForcedLoss(model, data, 'val')).rejects.toThrow(/split val/);
    await expect(teacherForcedLoss(model, smallDataset({ V: 12 }), 'train')).rejects.toThrow(ShapeError);
  });
});
