import { beforeEach, describe, expect, it } from 'vitest';
import type { RunOptions } from '../../src/options/run_options.ts';
import { Desk, turns } from './desk.ts';

const small: RunOptions = {
  backend: 'cpu',
  hiddenDim: 12,
  wordvecDim: 6,
  batchSize: 8,
  learningRate: 0.02,
  lrDecay: 1,
};
const learned = { ...small, iterations: 250, numEpochs: 90, validateEvery: 0 };

let desk: Desk;
beforeEach(async () => {
  desk = await Desk.loaded();
});

describe('a trained model', () => {
  it('can be evaluated, with the scores of its captions', async () => {
    await desk.run(learned);
    desk.session.handle({ type: 'evaluate', decoding: {} });
    desk.session.handle({ type: 'evaluate', split: 'train', images: 6, decoding: { method: 'beam', beamWidth: 2 } });
    await desk.session.settled();
    const [test, train] = desk.of('evaluated');
    expect(test).toMatchObject({ split: 'test', decoding: {}, freeRunning: { rougeL: 1 } });
    expect(test?.freeRunning.bleu[2]).toBeCloseTo(1, 6);
    expect(test?.freeRunning.cider).toBeGreaterThan(5);
    expect(test?.freeRunning).toMatchObject({ captions: 16, distinctWords: 5, identicalShare: 1, novelShare: 0 });
    expect(test?.teacherForcedLoss).toBeLessThan(2);
    expect(test?.pictures.map(({ image }) => image)).toEqual(Array.from({ length: 16 }, (_, i) => i));
    expect(test?.pictures[0]).toMatchObject({
      caption: 'a red ring',
      check: { main: true, absent: [], sentence: true },
      references: ['a red ring', 'a red ring'],
    });
    expect(test?.pictures[0]?.logProb).toBeLessThan(0);
    expect(train).toMatchObject({ split: 'train', freeRunning: { captions: 6 } });
    expect([test, train].map((one) => [one?.accuracy?.pictures, one?.accuracy?.correct])).toEqual([
      [16, 16],
      [6, 6],
    ]);
  });

  it('describes a picture', async () => {
    await desk.run(learned);
    const decoding = { method: 'beam', beamWidth: 3, nBest: 3, alternatives: 2 } as const;
    desk.session.handle({ type: 'describe', split: 'test', image: 1, decoding });
    await desk.session.settled();
    const [described] = desk.of('described');
    expect(described).toMatchObject({ split: 'test', image: 1 });
    expect(described?.captions).toHaveLength(3);
    const [best] = described?.captions ?? [];
    expect(best).toMatchObject({ caption: 'a blue ring', ended: true });
    expect(best?.words.map(({ word }) => word)).toEqual(['a', 'blue', 'ring', '<END>']);
    expect(best?.words[1]?.alternatives.map(({ word }) => word)).toHaveLength(2);
    const sum = best?.words.reduce((total, { logProb }) => total + logProb, 0);
    expect(best?.logProb).toBeCloseTo(sum ?? 0, 4);
  });

  it('answers between two steps, without changing its run', async () => {
    await desk.run({ ...learned, iterations: 40 });
    const undisturbed = desk.of('step').map(({ loss }) => loss);
    desk.answer = (event) => {
      if (event.type !== 'step' || event.step % 10 !== 5) return;
      desk.session.handle({ type: 'evaluate', images: 4, decoding: {} });
      desk.session.handle({ type: 'describe', split: 'test', image: 0, decoding: {} });
    };
    await desk.run({ ...learned, iterations: 40 });
    expect(desk.of('evaluated')).toHaveLength(4);
    expect(desk.of('described')).toHaveLength(4);
    const steps = desk.events.filter(({ type }) => type === 'step' || type === 'evaluated').map(({ type }) => type);
    expect(steps.slice(-2)).toEqual(['step', 'step']);
    expect(
      desk
        .of('step')
        .slice(40)
        .map(({ loss }) => loss),
    ).toEqual(undisturbed);
  });

  it('answers while its run is paused', async () => {
    desk.session.handle({ type: 'start', options: { ...learned, iterations: 100_000 }, paused: true });
    await desk.came('paused');
    desk.session.handle({ type: 'evaluate', decoding: {} });
    await desk.came('evaluated');
    await turns();
    expect(desk.of('evaluated')).toHaveLength(1);
    expect(desk.of('step')).toHaveLength(1);
    desk.session.handle({ type: 'step' });
    await desk.came('paused', 2);
    expect(desk.of('step')).toHaveLength(2);
    desk.session.handle({ type: 'stop' });
    await desk.session.settled();
  });
});

describe('a picture that is followed', () => {
  const picture = { split: 'test', image: 3, decoding: {}, statesOf: 0 } as const;

  it('is described, with its states, whenever the run captions the shown ones, and at their step', async () => {
    desk.session.handle({ type: 'start', options: { ...learned, iterations: 100_000 }, paused: true });
    desk.session.handle({ type: 'follow', picture });
    await desk.came('described');
    desk.session.handle({ type: 'step' });
    await desk.came('described', 2);
    const steps = desk.of('described').map(({ step, followed, image, states }) => {
      return [step, followed, image, states?.caption, states?.explained.step];
    });
    expect(desk.of('captions').map(({ step }) => step)).toEqual([1, 2]);
    expect(steps).toEqual([1, 2].map((step) => [step, true, 3, 0, step]));
    desk.session.handle({ type: 'follow' });
    desk.session.handle({ type: 'step' });
    await desk.came('paused', 3);
    expect([desk.of('captions').length, desk.of('described').length]).toEqual([3, 2]);
    desk.session.handle({ type: 'stop' });
    await desk.session.settled();
  });

  it('that is not there is reported once, and the run goes on', async () => {
    desk.session.handle({ type: 'start', options: { ...learned, iterations: 100_000 }, paused: true });
    desk.session.handle({ type: 'follow', picture: { ...picture, image: 99 } });
    await desk.came('paused');
    desk.session.handle({ type: 'step' });
    await desk.came('paused', 2);
    expect(desk.of('failed').map(({ during, name }) => [during, name])).toEqual([['describe', 'OptionError']]);
    desk.session.handle({ type: 'stop' });
    await desk.session.settled();
    expect(desk.of('finished')).toHaveLength(1);
  });
});

describe('a question without an answer', () => {
  it.each([
    [{ type: 'evaluate', decoding: {} }, 'a model'],
    [{ type: 'describe', split: 'test', image: 0, decoding: {} }, 'a model'],
  ] as const)('%j before there is a model', async (command, expected) => {
    desk.session.handle(command);
    await desk.session.settled();
    expect(desk.of('failed')[0]).toMatchObject({ during: command.type, name: 'OptionError' });
    expect(desk.of('failed')[0]?.fault?.expected).toContain(expected);
  });

  it.each([
    [{ type: 'evaluate', split: 'dev', decoding: {} }, 'one of train, test'],
    [{ type: 'evaluate', decoding: { beamWidth: 3 } }, 'one of method'],
    [{ type: 'evaluate', images: 0, decoding: {} }, 'a positive integer'],
    [{ type: 'describe', split: 'test', image: 16, decoding: {} }, 'a picture from 0 to 15'],
    [{ type: 'describe', split: 'test', image: 1, decoding: { nBest: 2 } }, 'one of method'],
  ] as const)('%j leaves the run alone', async (command, expected) => {
    desk.answer = (event) => {
      if (event.type === 'step' && event.step === 3) desk.session.handle(command);
    };
    await desk.run({ ...learned, iterations: 12 });
    expect(desk.of('failed')[0]).toMatchObject({ during: command.type, name: 'OptionError' });
    expect(desk.of('failed')[0]?.fault?.expected).toContain(expected);
    expect(desk.of('finished')[0]).toMatchObject({ step: 12, stopped: false });
  });

  it('arises when data were reloaded', async () => {
    await desk.run({ ...learned, iterations: 5 });
    desk.session.handle({ type: 'load', source: { kind: 'scenes' } });
    desk.session.handle({ type: 'evaluate', decoding: {} });
    await desk.session.settled();
    expect(desk.of('failed')[0]).toMatchObject({ during: 'evaluate', fault: { found: 'none' } });
  });
});
