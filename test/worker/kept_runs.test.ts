import { beforeEach, describe, expect, it } from 'vitest';
import type { RunOptions } from '../../src/worker/protocol.ts';
import { Desk } from './desk.ts';
import { MemoryLocks, MemoryStore, openKept } from './memory_store.ts';

const small: RunOptions = {
  ...{ backend: 'cpu', hiddenDim: 12, wordvecDim: 6, batchSize: 8, numEpochs: 90, validateImages: 8 },
  ...{ learningRate: 0.02, outputDropout: 0.2 },
};
const scenes = { type: 'load', source: { kind: 'scenes' } } as const;
const resume = (options: RunOptions = {}) => ({ type: 'start', options, resume: true }) as const;
const losses = (desk: Desk) => desk.of('step').map(({ step, loss }) => [step, loss]);

let store: MemoryStore;
let locks: MemoryLocks;
beforeEach(() => {
  store = new MemoryStore();
  locks = new MemoryLocks();
});

/** A tab of the browser of this test, with data. */
const tab = () => Desk.loaded(store, { locks });
/** The runs that a tab reports. */
async function runsOf(desk: Desk) {
  await desk.session.look();
  return desk.of('runs').at(-1)?.runs ?? [];
}
/** Names of the runs that a tab can continue. */
const offersOf = async (desk: Desk) => (await runsOf(desk)).flatMap(({ run, latest }) => (latest ? [run] : []));

/** A tab whose run goes on, paused after it was kept at step 10. */
async function training(options: RunOptions = {}): Promise<{ desk: Desk; run: string; ended: Promise<void> }> {
  const desk = await tab();
  const kept = new Promise<string>((resolve) => {
    desk.answer = (event) => {
      if (event.type === 'kept') desk.session.handle({ type: 'pause' });
      if (event.type === 'paused') resolve(desk.of('kept').at(-1)?.run ?? '');
    };
  });
  const ended = desk.run({ ...small, iterations: 30, ...options });
  const run = await kept;
  desk.answer = () => {};
  return { desk, run, ended };
}

describe('two tabs that train at the same time', () => {
  it('keep two runs; a third tab is offered neither, then the one that ended; each resumes with the same bits', async () => {
    const whole = await Desk.loaded();
    await whole.run({ ...small, iterations: 30 });
    const one = await training();
    const two = await training({ seed: 5 });
    expect(one.run).not.toBe(two.run);
    const third = await tab();
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
    const desk = await tab();
    await desk.run({ ...small, iterations: 10 });
    const [one, two] = [await tab(), await tab()];
    for (const each of [one, two]) await each.tell(openKept(store));
    await one.tell(resume({ iterations: 20 }));
    expect(one.of('failed')).toEqual([]);
    // It opened step 10, and step 20 is kept since: to go on would put an end to that.
    await two.tell(resume({ iterations: 12 }));
    expect(two.of('failed')).toMatchObject([
      { during: 'run', name: 'StorageError', fault: { found: 'step 20: the run was resumed elsewhere meanwhile' } },
    ]);
    await two.tell(openKept(store), resume({ iterations: 25 }));
    expect(two.of('step').map(({ step }) => step)).toEqual([21, 22, 23, 24, 25]);
  });

  it('and cannot see each other keep under new names whatever they resume, and throw nothing away', async () => {
    locks.shared = false;
    const names = new Set<string>();
    const desk = await tab();
    await desk.run({ ...small, iterations: 10 });
    names.add(store.newestRun);
    for (const iterations of [20, 30, 40]) {
      await desk.tell(openKept(store), resume({ iterations }));
      names.add(store.newestRun);
    }
    expect(desk.of('failed')).toEqual([]);
    expect(names.size).toBe(4);
    expect((await offersOf(desk)).length).toBe(4);
  });
});

describe('of the kept runs', () => {
  it('the last two stay, and whichever is alive', async () => {
    const alive = await training();
    const desk = await tab();
    const names: string[] = [];
    for (let i = 0; i < 3; i++) {
      await desk.run({ ...small, iterations: 10 });
      names.unshift(store.newestRun);
    }
    expect((await runsOf(desk)).map(({ run }) => run)).toEqual([...names.slice(0, 2), alive.run]);
    alive.desk.session.handle({ type: 'stop' });
    await alive.ended;
    expect(await offersOf(desk)).toEqual([alive.run, ...names.slice(0, 2)]);
    await desk.run({ ...small, iterations: 10 });
    expect(await offersOf(desk)).toEqual([store.newestRun, alive.run]);
    expect([...store.files.keys()].length).toBe(4);
  });

  it('one that begins from the best of another leaves that one as it was', async () => {
    const desk = await tab();
    await desk.run({ ...small, iterations: 25 });
    const before = store.newestRun;
    const latest = store.files.get(`latest-${before}.safetensors`);
    await desk.tell(openKept(store, 'best'), resume({ iterations: 22 }));
    expect(desk.of('failed')).toEqual([]);
    expect(store.newestRun).not.toBe(before);
    expect(store.files.get(`latest-${before}.safetensors`)).toEqual(latest);
  });

  it('one that an earlier version kept is offered, resumes with the same bits, and keeps its name', async () => {
    const whole = await Desk.loaded();
    await whole.run({ ...small, iterations: 30 });
    const desk = await Desk.loaded(store, { place: 'folder' });
    await desk.run({ ...small, iterations: 14 });
    await store.remove('epoch-1.safetensors');
    expect([...store.files.keys()].sort()).toEqual(['best.safetensors', 'latest.safetensors']);
    const next = await tab();
    expect(await runsOf(next)).toMatchObject([{ run: '', best: true, latest: { training: { step: 14 } } }]);
    await next.tell({ type: 'open', file: { run: '', which: 'latest' } }, resume({ iterations: 30 }));
    expect(losses(next)).toEqual(losses(whole).slice(14));
    expect([...store.files.keys()].sort()).toEqual(['best.safetensors', 'latest.safetensors']);
    expect(next.of('kept').at(-1)).toMatchObject({ run: '', step: 30 });
  });

  it('one that cannot be read says why, hinders no run and no other, and can be forgotten', async () => {
    const desk = await tab();
    await desk.run({ ...small, iterations: 10 });
    const bad = store.newestRun;
    const name = `latest-${bad}.safetensors`;
    const bytes = store.files.get(name) ?? new Uint8Array();
    await store.write(
      name,
      bytes.map((byte, i) => (i === bytes.length - 9 ? byte ^ 1 : byte)),
    );
    const next = new Desk(store, { locks });
    next.session.greet();
    await next.tell(scenes);
    expect(next.of('failed')).toEqual([]);
    expect(next.of('runs')[0]?.runs).toMatchObject([{ run: bad, latest: { unusable: { where: name } } }]);
    await next.run({ ...small, iterations: 10 });
    expect(next.of('finished')[0]?.keptStep).toBe(10);
    await next.tell({ type: 'forget', run: bad });
    expect((await runsOf(next)).map(({ run }) => run)).toEqual([store.newestRun]);
    expect(next.of('failed')).toEqual([]);
  });

  it('that of a folder is replaced by a new one, damaged or not', async () => {
    await store.write('latest.safetensors', Uint8Array.of(1, 2, 3));
    const desk = await Desk.loaded(store, { place: 'folder' });
    await desk.run({ ...small, iterations: 10 });
    expect(desk.of('failed')).toEqual([]);
    expect(desk.of('finished')[0]?.keptStep).toBe(10);
    const other = await Desk.loaded(store, { place: 'folder', locks });
    await locks.hold('');
    await other.run({ ...small, iterations: 10 });
    expect(other.of('failed')).toMatchObject([{ during: 'run', name: 'StorageError' }]);
    expect(other.of('started')).toEqual([]);
  });
});

describe('what is gone', () => {
  it('under a run that goes on is reported, and kept anew', async () => {
    const { desk, run, ended } = await training();
    expect(await runsOf(desk)).toEqual([{ run, best: true }]);
    store.files.clear();
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

  it('when a run ends is kept then', async () => {
    const { desk, run, ended } = await training();
    store.files.clear();
    desk.session.handle({ type: 'stop' });
    await ended;
    const { step } = desk.of('finished')[0] ?? {};
    expect(desk.of('finished')[0]?.keptStep).toBe(step);
    expect(await offersOf(desk)).toEqual([run]);
  });

  it('after it was opened is resumed all the same, and kept again', async () => {
    const desk = await tab();
    await desk.run({ ...small, iterations: 10 });
    const open = openKept(store);
    await desk.tell(open);
    store.files.clear();
    await desk.tell(resume({ iterations: 15 }));
    expect(desk.of('failed')).toEqual([]);
    expect(desk.of('kept').at(-1)).toMatchObject({ run: open.file.run, step: 15 });
  });
});

describe('a place that is full', () => {
  it('at the end: the run ends and says which step is kept', async () => {
    const desk = await tab();
    desk.answer = (event) => {
      if (event.type === 'kept') store.full = true;
    };
    await desk.run({ ...small, iterations: 25 });
    expect(desk.of('finished')[0]).toMatchObject({ step: 25, keptStep: 10, stopped: false });
    expect(desk.of('failed').every(({ during }) => during === 'keep')).toBe(true);
    expect(await runsOf(desk)).toMatchObject([{ latest: { training: { step: 10 } } }]);
  });

  it('for a while: the best of that time is kept when there is room again', async () => {
    const desk = await tab();
    store.full = /./;
    desk.answer = (event) => {
      if (event.type === 'validated' && event.epoch === 2) store.full = false;
    };
    await desk.run({ ...small, iterations: 24, learningRate: 1e-9 });
    // The first validation is the best: none is better.
    expect(desk.of('validated').map(({ best }) => best)).toEqual([true, false]);
    expect(desk.of('kept').map(({ step, bestStep }) => [step, bestStep])[0]?.[1]).toBe(10);
    const next = await tab();
    await next.tell(openKept(store, 'best'));
    expect(next.of('opened')[0]?.checkpoint.training?.step).toBe(10);
  });
});
