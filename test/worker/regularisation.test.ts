import { beforeEach, describe, expect, it } from 'vitest';
import type { RunOptions } from '../../src/options/run_options.ts';
import { Desk } from './desk.ts';

const small: RunOptions = { backend: 'cpu', hiddenDim: 12, wordvecDim: 6, batchSize: 8, iterations: 12, numEpochs: 90 };

let desk: Desk;
beforeEach(async () => {
  desk = await Desk.loaded();
});

describe('a run', () => {
  it('applies dropout as configured', async () => {
    await desk.run(small);
    await desk.run({ ...small, wordDropout: 0.5 });
    await desk.run({ ...small, outputDropout: 0.5 });
    const losses = desk.of('step').map(({ loss }) => loss);
    expect(desk.of('failed')).toEqual([]);
    expect(losses.slice(12, 24)).not.toEqual(losses.slice(0, 12));
    expect(losses.slice(24)).not.toEqual(losses.slice(0, 12));
    expect(losses.slice(24)).not.toEqual(losses.slice(12, 24));
  });

  it.each<[string, RunOptions]>([
    ['label smoothing', { labelSmoothing: 0.2 }],
    ['a clipped norm', { clipNorm: 0.01, updateRule: 'sgd' }],
    ['weight decay', { weightDecay: 0.5 }],
    ['warm-up', { warmupSteps: 8 }],
    ['a cosine', { schedule: 'cosine' }],
    ['scheduled sampling', { scheduledSampling: 0.8 }],
  ])('regularises by %s on request', async (_, options) => {
    const { updateRule = 'adam' } = options;
    await desk.run({ ...small, updateRule });
    await desk.run({ ...small, ...options });
    const losses = desk.of('step').map(({ loss }) => loss);
    expect(desk.of('failed')).toEqual([]);
    expect(losses).toHaveLength(24);
    expect(losses.slice(12)).not.toEqual(losses.slice(0, 12));
  });

  it('lowers the rate when the validation loss has not improved', async () => {
    const wild = { ...small, iterations: 60, updateRule: 'sgd', learningRate: 3 } as const;
    await desk.run({ ...wild, lrDecay: 1 });
    await desk.run({ ...wild, schedule: 'plateau', lrDecay: 0.1 });
    expect(desk.of('failed')).toEqual([]);
    const losses = desk.of('step').map(({ loss }) => loss);
    const validated = desk.of('validated').map(({ teacherForcedLoss }) => teacherForcedLoss);
    const plateau = validated.findIndex((loss, i) => i > 0 && loss >= Math.min(...validated.slice(0, i)) * 0.999);
    expect(plateau).toBeGreaterThan(0);
    expect(plateau).toBeLessThan(5);
    const reached = 10 * (plateau + 1);
    expect(losses.slice(60, 60 + reached)).toEqual(losses.slice(0, reached));
    expect(losses.slice(60 + reached + 1)).not.toEqual(losses.slice(reached + 1, 60));
  });

  it('cannot wait for a validation that never comes', async () => {
    await desk.run({ ...small, schedule: 'plateau', validateEvery: 0 });
    expect(desk.of('failed')[0]?.fault).toMatchObject({ where: 'run: schedule', option: 'schedule', found: 'plateau' });
  });
});
