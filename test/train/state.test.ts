import { describe, expect, it } from 'vitest';
import { CpuBackend } from '../../src/cpu/backend.ts';
import { DataError, ShapeError } from '../../src/errors.ts';
import { CaptioningRNN } from '../../src/model/captioning_rnn.ts';
import type { TrainingState } from '../../src/train/state.ts';
import { CaptioningTrainer } from '../../src/train/trainer.ts';
import { smallDataset } from '../support/dataset.ts';

describe('a state to restore', () => {
  it('whose parts are not of one training is refused, and the trainer is as it was', async () => {
    const data = smallDataset();
    const { wordToIdx } = data.vocabulary;
    const sizes = { inputDim: 4, wordvecDim: 3, hiddenDim: 5, cellType: 'lstm' } as const;
    const model = new CaptioningRNN(new CpuBackend(), { wordToIdx, ...sizes });
    const options = { updateRule: 'adam', batchSize: 4, maxSteps: 2, verbose: false } as const;
    const trainer = new CaptioningTrainer(model, data, options);
    await trainer.train();
    const state = await trainer.state();
    const { b, ...others } = state.moments.v ?? {};
    const moments = (data: Float32Array) => ({ ...state.moments, v: { ...others, b: { shape: [20], data } } });
    const negative = new Float32Array(20).fill(-1, 7, 8);
    const broken = new Float32Array(20).fill(Number.NaN, 3, 4);
    const faults: readonly [object, typeof ShapeError | typeof DataError, RegExp][] = [
      [{ lossHistory: [1] }, ShapeError, /lossHistory.*2 steps.*found 1/],
      [{ gradientNormHistory: [] }, ShapeError, /gradientNormHistory.*2 steps.*found 0/],
      [{ moments: moments(negative) }, DataError, /moment v: b\[7\].*mean of squares.*-1/],
      [{ moments: moments(broken) }, DataError, /moment v: b\[3\].*finite.*NaN/],
    ];
    for (const [parts, kind, message] of faults) {
      const restore = () => trainer.restore({ ...state, ...parts } as TrainingState);
      expect(restore).toThrow(kind);
      expect(restore).toThrow(message);
    }
    expect(b?.shape).toEqual([20]);
    expect(await trainer.state()).toEqual(state);
  });
});
