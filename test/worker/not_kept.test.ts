import { beforeEach, describe, expect, it } from 'vitest';
import { Desk } from './desk.ts';
import { openKept } from './memory_store.ts';
import { offersOf, resume, runsOf, small, Tabs } from './tabs.ts';

let tabs: Tabs;
beforeEach(() => {
  tabs = new Tabs();
});

describe('a deleted file', () => {
  it('of a run in progress is reported, and saved again', async () => {
    const { desk, run, ended } = await tabs.training();
    expect(await runsOf(desk)).toEqual([{ run, best: true }]);
    tabs.store.files.clear();
    expect(await runsOf(desk)).toEqual([]);
    const before = desk.of('kept').length;
    desk.session.handle({ type: 'step' });
    desk.session.handle({ type: 'step' });
    while (desk.of('kept').length === before) await new Promise((resolve) => setTimeout(resolve, 5));
    expect(desk.of('kept').at(-1)).toMatchObject({ run, step: desk.of('step').at(-1)?.step });
    expect(await runsOf(desk)).toEqual([{ run, best: false }]);
    desk.session.handle({ type: 'stop' });
    await ended;
  });

  it('is saved again when the run ends', async () => {
    const { desk, run, ended } = await tabs.training();
    tabs.store.files.clear();
    desk.session.handle({ type: 'stop' });
    await ended;
    const { step } = desk.of('finished')[0] ?? {};
    expect(desk.of('finished')[0]?.keptStep).toBe(step);
    expect(await offersOf(desk)).toEqual([run]);
  });

  it('that was opened before can still be resumed, and is saved again', async () => {
    const desk = await tabs.open();
    await desk.run({ ...small, iterations: 10 });
    const open = openKept(tabs.store);
    await desk.tell(open);
    tabs.store.files.clear();
    await desk.tell(resume({ iterations: 15 }));
    expect(desk.of('failed')).toEqual([]);
    expect(desk.of('kept').at(-1)).toMatchObject({ run: open.file.run, step: 15 });
  });
});

describe('a place that is full', () => {
  it('at the end: the run reports which step is kept', async () => {
    const desk = await tabs.open();
    desk.answer = (event) => {
      if (event.type === 'kept') tabs.store.full = true;
    };
    await desk.run({ ...small, iterations: 25 });
    expect(desk.of('finished')[0]).toMatchObject({ step: 25, keptStep: 10, stopped: false });
    expect(desk.of('failed').every(({ during }) => during === 'keep')).toBe(true);
    expect(await runsOf(desk)).toMatchObject([{ latest: { training: { step: 10 } } }]);
  });

  it('for a while: the best of that time is kept once there is space again', async () => {
    const desk = await tabs.open();
    tabs.store.full = /./;
    desk.answer = (event) => {
      if (event.type === 'validated' && event.epoch === 2) tabs.store.full = false;
    };
    await desk.run({ ...small, iterations: 24, learningRate: 1e-9 });
    // The first validation is the best: none is better.
    expect(desk.of('validated').map(({ best }) => best)).toEqual([true, false]);
    expect(desk.of('kept').map(({ step, bestStep }) => [step, bestStep])[0]?.[1]).toBe(10);
    const next = await tabs.open();
    await next.tell(openKept(tabs.store, 'best'));
    expect(next.of('opened')[0]?.checkpoint.training?.step).toBe(10);
  });

  it('for the file of an epoch: the latest is still kept', async () => {
    const desk = await Desk.loaded(tabs.store, { place: 'folder' });
    tabs.store.full = /^epoch/;
    await desk.run({ ...small, iterations: 15 });
    expect(desk.of('failed')).toMatchObject([{ during: 'keep', fault: { where: 'epoch-1.safetensors' } }]);
    expect(desk.of('kept').map(({ step }) => step)).toEqual([10, 15]);
    expect(desk.of('finished')[0]?.keptStep).toBe(15);
  });
});
