import { beforeEach, describe, expect, it } from 'vitest';
import { Desk } from './desk.ts';
import { openKept } from './memory_store.ts';
import { offersOf, resume, runsOf, small, Tabs } from './tabs.ts';

const scenes = { type: 'load', source: { kind: 'scenes' } } as const;
const losses = (desk: Desk) => desk.of('step').map(({ step, loss }) => [step, loss]);

let tabs: Tabs;
beforeEach(() => {
  tabs = new Tabs();
});

describe('two tabs that train at the same time', () => {
  it('keep two runs; a third tab is offered neither, then the finished one; each resumes with the same bits', async () => {
    const whole = await Desk.loaded();
    await whole.run({ ...small, iterations: 30 });
    const one = await tabs.training();
    const two = await tabs.training({ seed: 5 });
    expect(one.run).not.toBe(two.run);
    const third = await tabs.open();
    expect(await runsOf(third)).toEqual([
      { run: two.run, best: true },
      { run: one.run, best: true },
    ]);
    await third.tell({ type: 'forget', run: one.run });
    expect(third.of('failed')).toMatchObject([{ during: 'forget', name: 'StorageError' }]);
    expect(await offersOf(third)).toEqual([]);

    one.desk.session.handle({ type: 'stop' });
    await one.ended;
    expect(await offersOf(third)).toEqual([one.run]);
    const file = { run: one.run, which: 'latest' } as const;
    await third.tell({ type: 'open', file }, resume());
    expect(losses(third)).toEqual(losses(whole).slice(one.desk.of('step').length));
    expect(third.of('finished')[0]?.keptStep).toBe(30);
    // Meanwhile the other went on, and nobody has touched what it kept.
    two.desk.session.handle({ type: 'resume' });
    await two.ended;
    expect(two.desk.of('failed')).toEqual([]);
    expect(await offersOf(third)).toEqual([two.run, one.run]);
  });

  it('do not resume the same run', async () => {
    const desk = await tabs.open();
    await desk.run({ ...small, iterations: 10 });
    const [one, two] = [await tabs.open(), await tabs.open()];
    for (const each of [one, two]) await each.tell(openKept(tabs.store));
    await one.tell(resume({ iterations: 20 }));
    expect(one.of('failed')).toEqual([]);
    // It opened step 10, and step 20 is kept since: to go on would put an end to that.
    await two.tell(resume({ iterations: 12 }));
    expect(two.of('failed')).toMatchObject([
      { during: 'run', name: 'StorageError', fault: { found: 'step 20: the run has been resumed elsewhere since' } },
    ]);
    await two.tell(openKept(tabs.store), resume({ iterations: 25 }));
    expect(two.of('step').map(({ step }) => step)).toEqual([21, 22, 23, 24, 25]);
  });

  it('and cannot see each other keep resumed runs under new names, and delete nothing', async () => {
    tabs.locks.shared = false;
    const names = new Set<string>();
    const desk = await tabs.open();
    await desk.run({ ...small, iterations: 10 });
    names.add(tabs.store.newestRun);
    for (const iterations of [20, 30, 40]) {
      await desk.tell(openKept(tabs.store), resume({ iterations }));
      names.add(tabs.store.newestRun);
    }
    expect(desk.of('failed')).toEqual([]);
    expect(names.size).toBe(4);
    expect((await offersOf(desk)).length).toBe(4);
  });
});

describe('kept runs', () => {
  it('are the last two, and all in progress', async () => {
    const alive = await tabs.training();
    const desk = await tabs.open();
    const names: string[] = [];
    for (let i = 0; i < 3; i++) {
      await desk.run({ ...small, iterations: 10 });
      names.unshift(tabs.store.newestRun);
    }
    expect((await runsOf(desk)).map(({ run }) => run)).toEqual([...names.slice(0, 2), alive.run]);
    alive.desk.session.handle({ type: 'stop' });
    await alive.ended;
    expect(await offersOf(desk)).toEqual([alive.run, ...names.slice(0, 2)]);
    await desk.run({ ...small, iterations: 10 });
    expect(await offersOf(desk)).toEqual([tabs.store.newestRun, alive.run]);
    expect([...tabs.store.files.keys()].length).toBe(4);
  });

  it('do not change when another begins from their best state', async () => {
    const desk = await tabs.open();
    await desk.run({ ...small, iterations: 25 });
    const before = tabs.store.newestRun;
    const latest = tabs.store.files.get(`latest-${before}.safetensors`);
    await desk.tell(openKept(tabs.store, 'best'), resume({ iterations: 22 }));
    expect(desk.of('failed')).toEqual([]);
    expect(tabs.store.newestRun).not.toBe(before);
    expect(tabs.store.files.get(`latest-${before}.safetensors`)).toEqual(latest);
  });

  it('of an earlier version are offered, resume with the same bits, and keep their name', async () => {
    const whole = await Desk.loaded();
    await whole.run({ ...small, iterations: 30 });
    const desk = await Desk.loaded(tabs.store, { place: 'folder' });
    await desk.run({ ...small, iterations: 14 });
    await tabs.store.remove('epoch-1.safetensors');
    expect([...tabs.store.files.keys()].sort()).toEqual(['best.safetensors', 'latest.safetensors']);
    const next = await tabs.open();
    expect(await runsOf(next)).toMatchObject([{ run: '', best: true, latest: { training: { step: 14 } } }]);
    await next.tell({ type: 'open', file: { run: '', which: 'latest' } }, resume({ iterations: 30 }));
    expect(losses(next)).toEqual(losses(whole).slice(14));
    expect([...tabs.store.files.keys()].sort()).toEqual(['best.safetensors', 'latest.safetensors']);
    expect(next.of('kept').at(-1)).toMatchObject({ run: '', step: 30 });
  });

  it('that cannot be read say why, do not affect other runs, and can be deleted', async () => {
    const desk = await tabs.open();
    await desk.run({ ...small, iterations: 10 });
    const bad = tabs.store.newestRun;
    const name = `latest-${bad}.safetensors`;
    const bytes = tabs.store.files.get(name) ?? new Uint8Array();
    await tabs.store.write(
      name,
      bytes.map((byte, i) => (i === bytes.length - 9 ? byte ^ 1 : byte)),
    );
    const next = new Desk(tabs.store, { locks: tabs.locks });
    next.session.greet();
    await next.tell(scenes);
    expect(next.of('failed')).toEqual([]);
    expect(next.of('runs')[0]?.runs).toMatchObject([{ run: bad, latest: { unusable: { where: name } } }]);
    await next.run({ ...small, iterations: 10 });
    expect(next.of('finished')[0]?.keptStep).toBe(10);
    await next.tell({ type: 'forget', run: bad });
    expect((await runsOf(next)).map(({ run }) => run)).toEqual([tabs.store.newestRun]);
    expect(next.of('failed')).toEqual([]);
  });

  it('of a folder are replaced by a new one, damaged or not', async () => {
    await tabs.store.write('latest.safetensors', Uint8Array.of(1, 2, 3));
    const desk = await Desk.loaded(tabs.store, { place: 'folder' });
    await desk.run({ ...small, iterations: 10 });
    expect(desk.of('failed')).toEqual([]);
    expect(desk.of('finished')[0]?.keptStep).toBe(10);
    const other = await Desk.loaded(tabs.store, { place: 'folder', locks: tabs.locks });
    await tabs.locks.hold('');
    await other.run({ ...small, iterations: 10 });
    expect(other.of('failed')).toMatchObject([{ during: 'run', name: 'StorageError' }]);
    expect(other.of('started')).toEqual([]);
  });
});
