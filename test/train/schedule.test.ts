import { describe, expect, it } from 'vitest';
import { CpuBackend } from '../../src/cpu/backend.ts';
import { OptionError } from '../../src/errors.ts';
import { CaptioningRNN } from '../../src/model/captioning_rnn.ts';
import type { ScheduleOptions } from '../../src/options/training_options.ts';
import { afterValidation, checkSchedule, INITIAL_SCHEDULE, shareOfRate } from '../../src/train/schedule.ts';
import { CaptioningTrainer } from '../../src/train/trainer.ts';
import { smallDataset } from '../support/dataset.ts';

/** Shares at steps 1 … total. */
function shares(options: ScheduleOptions, total: number): number[] {
  const schedule = checkSchedule('schedule', options);
  return Array.from({ length: total }, (_, i) => shareOfRate(schedule, INITIAL_SCHEDULE, i + 1, total));
}

describe('shareOfRate', () => {
  it('is 1 by default', () => {
    expect(shares({}, 3)).toEqual([1, 1, 1]);
  });

  it('grows linearly while warming up', () => {
    expect(shares({ warmUp: 4 }, 6)).toEqual([0.25, 0.5, 0.75, 1, 1, 1]);
  });

  it('follows half a cosine from 1 at the first step to the floor at the last', () => {
    const found = shares({ kind: 'cosine', floor: 0.2 }, 5);
    const expected = [1, 0.8 * (0.5 + Math.SQRT1_2 / 2) + 0.2, 0.6, 0.8 * (0.5 - Math.SQRT1_2 / 2) + 0.2, 0.2];
    expected.forEach((share, i) => {
      expect(found[i]).toBeCloseTo(share, 14);
    });
  });

  it('begins the cosine where the warm-up ends', () => {
    const found = shares({ kind: 'cosine', warmUp: 3 }, 7);
    [1 / 3, 2 / 3, 1, 0.5 + Math.SQRT1_2 / 2, 0.5, 0.5 - Math.SQRT1_2 / 2, 0].forEach((share, i) => {
      expect(found[i]).toBeCloseTo(share, 14);
    });
  });

  it('holds the rate for a share of the steps, and then follows the cosine to the last', () => {
    const found = shares({ kind: 'cosine', hold: 0.5, floor: 0.2 }, 8);
    const fall = (share: number) => 0.8 * share + 0.2;
    const expected = [1, 1, 1, 1, fall(0.5 + Math.SQRT1_2 / 2), fall(0.5), fall(0.5 - Math.SQRT1_2 / 2), 0.2];
    expected.forEach((share, i) => {
      expect(found[i]).toBeCloseTo(share, 14);
    });
    expect(shares({ kind: 'cosine', hold: 1 }, 3)).toEqual([1, 1, 1]);
  });

  it('is finite for a training of one step, or shorter than the warm-up', () => {
    expect(shares({ kind: 'cosine' }, 1)).toEqual([1]);
    expect(shares({ kind: 'cosine', warmUp: 4 }, 2)).toEqual([0.25, 0.5]);
  });
});

describe('plateau', () => {
  it('reduces after more reports without improvement than its patience, and then starts counting again', () => {
    const schedule = checkSchedule('schedule', { kind: 'plateau', factor: 0.1, patience: 1, threshold: 0.01 });
    const losses = [10, 9.95, 9, 9, 8.95, 9.2, 9.2, Number.NaN, 8];
    const reductions: number[] = [];
    let state = INITIAL_SCHEDULE;
    for (const loss of losses) {
      // The state survives being written to a file.
      state = JSON.parse(JSON.stringify(afterValidation(schedule, state, loss)));
      reductions.push(state.reductions);
    }
    expect(reductions).toEqual([0, 0, 0, 0, 1, 1, 2, 2, 2]);
    expect(state).toEqual({ best: 8, waited: 0, reductions: 2 });
    expect(shareOfRate(schedule, state, 50, 100)).toBeCloseTo(0.01, 14);
  });
});

describe('a trainer', () => {
  const data = smallDataset();
  const setUp = () => {
    const { wordToIdx } = data.vocabulary;
    const model = new CaptioningRNN(new CpuBackend(), { wordToIdx, inputDim: 4, wordvecDim: 3, hiddenDim: 5 });
    const schedule = { kind: 'plateau', patience: 0, factor: 0.5 } as const;
    const options = {
      schedule,
      batchSize: 4,
      maxSteps: 6,
      verbose: false,
      updaterConfig: { learningRate: 1 },
    } as const;
    return { model, trainer: new CaptioningTrainer(model, data, options) };
  };

  it("keeps the schedule's memory in its state", async () => {
    const first = setUp();
    const stop = new AbortController();
    first.trainer.reportValidation(3);
    first.trainer.reportValidation(4);
    await first.trainer.train({ onStep: () => stop.abort(), signal: stop.signal });
    const state = await first.trainer.state();
    expect(state.schedule).toEqual({ best: 3, waited: 0, reductions: 1 });

    const second = setUp();
    second.model.setParams(first.model.params);
    second.trainer.restore(state);
    second.trainer.reportValidation(3.5);
    const rates: number[] = [];
    await second.trainer.train({ onStep: ({ learningRate }) => rates.push(learningRate) });
    expect(new Set(rates)).toEqual(new Set([0.25]));
    expect(() => second.trainer.restore({ ...state, schedule: { best: 1, waited: -1, reductions: 0 } })).toThrow(
      /restore: schedule\.waited.*-1/,
    );
  });
});

describe('checkSchedule refuses', () => {
  it.each([
    [{ kind: 'linear' }, /kind.*step, cosine, plateau.*linear/],
    [{ warmUp: 1.5 }, /warmUp.*integer.*1\.5/],
    [{ floor: 2 }, /floor.*2/],
    [{ hold: -0.1 }, /hold.*-0\.1/],
    [{ factor: 0 }, /factor.*above 0.*0/],
    [{ patience: -1 }, /patience.*-1/],
    [{ gamma: 1 }, /gamma/],
  ])('%o', (options, message) => {
    const check = () => checkSchedule('schedule', options as ScheduleOptions);
    expect(check).toThrow(OptionError);
    expect(check).toThrow(message);
  });
});
