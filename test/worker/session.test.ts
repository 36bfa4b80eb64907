import { beforeEach, describe, expect, it } from 'vitest';
import type { RunOptions } from '../../src/options/run_options.ts';
import { Desk, turns } from './desk.ts';

const small: RunOptions = { backend: 'cpu', hiddenDim: 12, wordvecDim: 6, batchSize: 8, iterations: 12, numEpochs: 90 };

let desk: Desk;
beforeEach(async () => {
  desk = await Desk.loaded();
});

describe('a session', () => {
  it('reports what it loaded, with held-out pictures to show', () => {
    expect(desk.events.map(({ type }) => type)).toEqual(['loading', 'dataset']);
    const [{ summary, pictures } = { summary: undefined, pictures: [] }] = desk.of('dataset');
    expect(summary?.splits).toEqual([
      { name: 'train', images: 40, captions: 80 },
      { name: 'test', images: 16, captions: 32 },
    ]);
    expect(pictures).toHaveLength(12);
    expect(pictures[0]).toEqual({ split: 'test', image: 0, references: ['a red ring', 'a red ring'], caption: '' });
  });

  it('trains to the last step and checks the captions', async () => {
    await desk.run({ ...small, iterations: 250, learningRate: 0.02, lrDecay: 1 });
    expect(desk.of('failed')).toEqual([]);
    expect(desk.of('step').map(({ step }) => step)).toEqual(Array.from({ length: 250 }, (_, i) => i + 1));
    const [started] = desk.of('started');
    expect(started?.options).toMatchObject({ ...small, learningRate: 0.02, updateRule: 'adam', iterations: 250 });
    expect(desk.of('step')[0]?.loss).toBeCloseTo(started?.expectedFirstLoss ?? 0, 0);
    const [finished] = desk.of('finished');
    expect(finished).toMatchObject({
      step: 250,
      stopped: false,
      accuracy: { split: 'test', pictures: 16, correct: 16, untrue: 0, broken: 0 },
    });
    const check = { main: true, absent: [], sentence: true };
    expect(finished?.pictures[3]).toMatchObject({ caption: finished?.pictures[3]?.references[0], check });
    expect(desk.events.at(-1)?.type).toBe('finished');
  });

  it('gives the same run with the same seed, and another with another', async () => {
    await desk.run(small);
    await desk.run(small);
    await desk.run({ ...small, seed: 5 });
    const losses = desk.of('step').map(({ loss }) => loss);
    expect(losses).toHaveLength(36);
    expect(losses.slice(12, 24)).toEqual(losses.slice(0, 12));
    expect(losses.slice(24)).not.toEqual(losses.slice(0, 12));
    expect(desk.opened).toBe(1);
  });

  it('validates after every epoch and reports the best', async () => {
    const epochs = { ...small, iterations: 45, learningRate: 0.02, lrDecay: 1, validateImages: 8 };
    await desk.run(epochs);
    const validated = desk.of('validated');
    expect(validated.map(({ step, epoch }) => [step, epoch])).toEqual([
      [10, 1],
      [20, 2],
      [30, 3],
      [40, 4],
    ]);
    expect(validated.map(({ teacherForcedLoss }) => teacherForcedLoss)).toEqual(
      validated.map(({ teacherForcedLoss }) => teacherForcedLoss).sort((a, b) => b - a),
    );
    expect(validated[0]).toMatchObject({ split: 'test', best: true, freeRunning: { captions: 8 } });
    // What is not there is counted on the pictures that are scored, from many captions to none.
    expect(validated.map(({ accuracy }) => [accuracy?.split, accuracy?.pictures, accuracy?.broken])).toEqual(
      validated.map(() => ['test', 8, 0]),
    );
    const untrue = validated.map(({ accuracy }) => accuracy?.untrue ?? -1);
    expect(untrue).toEqual(validated.map(({ accuracy }) => 8 - (accuracy?.correct ?? 0)));
    expect(untrue[0]).toBeGreaterThan(untrue[3] ?? 8);
    const ciders = validated.map(({ freeRunning }) => freeRunning.cider);
    expect(validated.map(({ best }) => best)).toEqual(
      ciders.map((cider, i) => cider > Math.max(-1, ...ciders.slice(0, i))),
    );
    await desk.run({ ...epochs, validateEvery: 2 });
    expect(desk.of('validated').map(({ epoch }) => epoch)).toEqual([1, 2, 3, 4, 2, 4]);
    await desk.run({ ...epochs, validateEvery: 0 });
    expect(desk.of('validated')).toHaveLength(6);
    const losses = desk.of('step').map(({ loss }) => loss);
    expect(losses.slice(90)).toEqual(losses.slice(0, 45));
  });

  it('ends early when patience does, and reports that all captions are the same', async () => {
    await desk.run({ ...small, iterations: 1000, learningRate: 1e-9, patience: 2 });
    const validated = desk.of('validated');
    expect(validated.map(({ best }) => best)).toEqual([true, false, false]);
    expect(validated.map(({ warning = '' }) => warning.includes('All captions are identical'))).toEqual([
      true,
      true,
      true,
    ]);
    expect(validated[2]?.warning).toContain('CIDEr has not improved for 2 validations');
    expect(desk.of('finished')[0]).toMatchObject({ step: 30, stopped: false });
    expect(desk.events.at(-1)?.type).toBe('finished');
  });

  it('pauses, does exactly one step, resumes, stops', async () => {
    desk.session.handle({ type: 'start', options: { ...small, iterations: 100_000 }, paused: true });
    await desk.came('paused');
    await turns();
    expect(desk.of('step')).toHaveLength(1);
    expect(desk.of('paused')).toEqual([{ type: 'paused', step: 1 }]);
    expect(desk.of('captions').map(({ step }) => step)).toEqual([1]);
    desk.session.handle({ type: 'step' });
    await desk.came('paused', 2);
    await turns();
    expect(desk.of('step')).toHaveLength(2);
    expect(desk.of('paused').map(({ step }) => step)).toEqual([1, 2]);
    desk.session.handle({ type: 'resume' });
    await desk.came('step', 6);
    expect(desk.of('resumed')).toEqual([{ type: 'resumed', step: 2 }]);
    desk.session.handle({ type: 'pause' });
    await desk.came('paused', 3);
    const reached = desk.of('step').length;
    expect(desk.events.at(-1)).toEqual({ type: 'paused', step: reached });
    await turns();
    expect(desk.of('step')).toHaveLength(reached);
    desk.session.handle({ type: 'stop' });
    await desk.session.settled();
    expect(desk.of('step')).toHaveLength(reached);
    expect(desk.of('finished')[0]).toMatchObject({ step: reached, stopped: true });
    expect(desk.of('finished')[0]?.pictures).toHaveLength(12);
  });

  it('stops a run that has not begun, and ignores late commands', async () => {
    desk.session.handle({ type: 'start', options: small });
    desk.session.handle({ type: 'stop' });
    await desk.session.settled();
    expect(desk.of('step')).toEqual([]);
    expect(desk.of('finished')[0]).toMatchObject({ step: 0, stopped: true });
    for (const type of ['pause', 'resume', 'step', 'stop'] as const) desk.session.handle({ type });
    await desk.run(small);
    expect(desk.of('step')).toHaveLength(12);
    expect(desk.of('failed')).toEqual([]);
  });

  it('ends the run in progress at a new start', async () => {
    desk.answer = (event) => {
      if (event.type !== 'step' || event.step !== 3 || desk.of('started').length > 1) return;
      desk.session.handle({ type: 'start', options: small });
    };
    desk.session.handle({ type: 'start', options: { ...small, iterations: 100_000 } });
    await desk.came('finished', 2);
    expect(desk.of('finished').map(({ stopped }) => stopped)).toEqual([true, false]);
  });
});

describe('a fault', () => {
  it.each([
    [{ hidden: 3 }, 'option hidden'],
    [{ hiddenDim: 0 }, 'hiddenDim'],
    [{ batchSize: 2.5 }, 'batchSize'],
    [{ cellType: 'gru' }, 'cellType'],
    [{ updateRule: 'adagrad' }, 'updateRule'],
    [{ learningRate: Number.NaN }, 'learningRate'],
    [{ wordDropout: 1 }, 'wordDropout'],
    [{ validateEvery: 0.5 }, 'validateEvery'],
    [{ validateImages: 0 }, 'validateImages'],
    [{ patience: -1 }, 'patience'],
  ])('in the options %j is reported, and does not affect the next run', async (wrong, where) => {
    await desk.run({ ...small, ...(wrong as RunOptions) });
    expect(desk.of('failed')[0]).toMatchObject({ during: 'run', name: 'OptionError' });
    expect(desk.of('failed')[0]?.fault?.where).toContain(where);
    await desk.run(small);
    expect(desk.of('finished')).toHaveLength(1);
  });

  it('of the data is reported, and discards them', async () => {
    desk.session.handle({ type: 'load', source: { kind: 'files', files: [] } });
    await desk.session.settled();
    expect(desk.data.closed).toBe(true);
    expect(desk.of('failed')[0]).toMatchObject({ during: 'load', name: 'DataError', fault: { found: 'text' } });
    await desk.run(small);
    expect(desk.of('failed')[1]?.fault).toMatchObject({ where: 'start', found: 'none' });
  });

  it('of the device ends the run; the next one opens another device', async () => {
    desk.answer = (event) => {
      if (event.type === 'step' && event.step === 4 && desk.opened === 1) desk.backend.lose('it was unplugged');
    };
    await desk.run({ ...small, iterations: 100_000 });
    expect(desk.of('failed')[0]).toMatchObject({ name: 'DeviceError', fault: { found: 'it was unplugged' } });
    const reached = desk.of('step').length;
    await turns();
    expect(desk.of('step').length).toBe(reached);
    await desk.run(small);
    expect(desk.opened).toBe(2);
    expect(desk.of('finished')).toHaveLength(1);
  });

  it('of the numbers is reported with its step', async () => {
    await desk.run({ ...small, updateRule: 'sgd', learningRate: 3e38 });
    expect(desk.of('failed')[0]).toMatchObject({ name: 'TrainingError' });
    expect(desk.of('failed')[0]?.fault?.where).toMatch(/training step \d/);
  });
});
