import { beforeEach, describe, expect, it } from 'vitest';
import { DeviceError } from '../../src/errors.ts';
import type { RunOptions } from '../../src/options/run_options.ts';
import { Watch } from '../../src/worker/attended_run.ts';
import type { Event } from '../../src/worker/protocol.ts';
import { Desk, turns } from './desk.ts';
import { MemoryStore, openKept } from './memory_store.ts';

const small: RunOptions = {
  backend: 'cpu',
  hiddenDim: 12,
  wordvecDim: 6,
  batchSize: 8,
  numEpochs: 90,
  outputDropout: 0.2,
};
const losses = (desk: Desk) => desk.of('step').map(({ step, loss }) => [step, loss]);
/** More ticks than any silence may last. */
const FOREVER = 1000;

let store: MemoryStore;
let desk: Desk;
beforeEach(async () => {
  store = new MemoryStore();
  desk = await Desk.loaded(store);
});

const wait = (ticks: number) => {
  for (let i = 0; i < ticks; i++) desk.tick();
};
const at = (step: number, act: () => void) => (event: Event) => {
  if (event.type === 'step' && event.step === step && desk.of('started').length === 1) act();
};

const fail = () => {
  desk.backend.fault = new DeviceError({ where: 'WebGPU device', expected: 'enough memory', found: 'out of memory' });
};

describe('a device lost during a run', () => {
  it.each([
    ['is lost', () => desk.backend.lose('it was unplugged'), 'it was unplugged'],
    ['fails', () => fail(), 'out of memory'],
    [
      'fails before it says that it is lost',
      () => {
        fail();
        setTimeout(() => desk.backend.lose('it was unplugged'), 20);
      },
      'it was unplugged',
    ],
    [
      'no longer answers',
      () => {
        desk.backend.silent = true;
        setTimeout(() => wait(FOREVER), 50);
      },
      expect.stringMatching(/^no answer for \d+ minutes$/),
    ],
  ])('because it %s: the run can be continued on another, with the same bits', async (_, go, found) => {
    const whole = await Desk.loaded();
    await whole.run({ ...small, iterations: 30 });
    desk.answer = at(14, go);
    await desk.run({ ...small, iterations: 30 });
    const reached = desk.of('step').at(-1)?.step ?? 0;
    const lost = reached - 10;
    expect(desk.of('failed')).toMatchObject([{ during: 'run', name: 'DeviceError', fault: { found } }]);
    expect(desk.of('failed')[0]?.fault?.remedy).toBe(
      `Continue from step 10, which is kept in this browser: a new device is requested. Lost with the old one: ${lost} steps since then.`,
    );
    expect(desk.of('runs').at(-1)?.runs).toMatchObject([{ latest: { training: { step: 10 } } }]);
    await desk.tell(openKept(store), { type: 'start', options: {}, resume: true });
    expect(desk.opened).toBe(2);
    expect(desk.of('failed')).toHaveLength(1);
    expect(losses(desk).slice(reached)).toEqual(losses(whole).slice(10));
    expect(desk.of('finished')[0]?.pictures).toEqual(whole.of('finished')[0]?.pictures);
  });

  it('before anything was kept: this is reported', async () => {
    desk.answer = at(4, () => desk.backend.lose('it was unplugged'));
    await desk.run(small);
    expect(desk.of('failed')[0]?.fault?.remedy).toMatch(/^Start again: .* Nothing of this run was kept\.$/);
    expect(desk.of('runs').flatMap(({ runs }) => runs)).toEqual([]);
  });

  it('while it is being kept: the pending write counts', async () => {
    desk.answer = (event) => {
      if (event.type !== 'validated') return;
      store.room = turns();
      void turns(10).then(() => desk.backend.lose('it was unplugged'));
    };
    await desk.run(small);
    expect(desk.of('failed')[0]?.fault?.remedy).toMatch(/^Continue from step 10, which is kept/);
    expect(desk.of('runs').at(-1)?.runs).toMatchObject([{ latest: { training: { step: 10 } } }]);
  });

  it('after it was requested: the next question is answered by another', async () => {
    await desk.run({ ...small, iterations: 10 });
    await desk.tell(openKept(store), { type: 'describe', split: 'test', image: 0, decoding: {} });
    desk.backend.silent = true;
    const { tick } = desk;
    const asked = desk.tell({ type: 'describe', split: 'test', image: 1, decoding: {} });
    await desk.until(() => desk.tick !== tick);
    wait(FOREVER);
    await asked;
    expect(desk.of('failed')).toMatchObject([{ during: 'describe', name: 'DeviceError' }]);
    await desk.tell({ type: 'describe', split: 'test', image: 1, decoding: {} });
    expect(desk.of('described')).toHaveLength(2);
  });
});

describe('a run that is only slow, or waits for the user,', () => {
  it('is left alone while it is paused', async () => {
    desk.session.handle({ type: 'start', options: { ...small, iterations: 10 }, paused: true });
    await desk.came('paused');
    wait(FOREVER);
    desk.session.handle({ type: 'resume' });
    await desk.session.settled();
    expect(desk.of('failed')).toEqual([]);
    expect(desk.of('finished')[0]?.step).toBe(10);
  });

  it('is abandoned only after a silence that is long for its pace', async () => {
    let tick = () => {};
    const watch = new Watch((act) => {
      tick = act;
      return () => {};
    });
    let found: string | undefined;
    void watch.silence.then((silence) => {
      found = silence;
    });
    const silent = async (ticks: number) => {
      for (let i = 0; i < ticks; i++) tick();
      await Promise.resolve();
      return found;
    };
    // The first step compiles.
    expect(await silent(110)).toBeUndefined();
    watch.heard();
    expect(await silent(500)).toBeUndefined();
    watch.heard();
    expect(await silent(20 * 500)).toBeUndefined();
    expect(await silent(1)).toMatch(/^no answer for \d+ minutes$/);
  });
});
