import { beforeEach, describe, expect, it } from 'vitest';
import type { RunOptions } from '../../src/options/run_options.ts';
import { Desk } from './desk.ts';
import { MemoryStore, openKept } from './memory_store.ts';

const small: RunOptions = {
  backend: 'cpu',
  hiddenDim: 12,
  wordvecDim: 6,
  batchSize: 8,
  numEpochs: 90,
  validateImages: 8,
};
const dropping: RunOptions = { ...small, wordDropout: 0.2, outputDropout: 0.3, learningRate: 0.02 };
const losses = (desk: Desk) => desk.of('step').map(({ step, loss }) => [step, loss]);
const scenes = { type: 'load', source: { kind: 'scenes' } } as const;

let store: MemoryStore;
beforeEach(() => {
  store = new MemoryStore();
});

async function bytesOf(name: string): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = await store.read(name);
  return bytes ?? expect.fail(`nothing kept as ${name}`);
}

describe('an interrupted run', () => {
  it('continues in another session exactly as without interruption', async () => {
    const whole = await Desk.loaded();
    await whole.run({ ...dropping, iterations: 60 });
    const first = await Desk.loaded(store);
    await first.run({ ...dropping, iterations: 34 });
    const second = new Desk(store);
    await second.tell(openKept(store), scenes, { type: 'start', options: { iterations: 60 }, resume: true });
    expect(second.of('failed')).toEqual([]);
    expect(second.of('started')[0]).toMatchObject({ totalSteps: 60, options: { ...dropping, iterations: 60 } });
    expect([...losses(first), ...losses(second)]).toEqual(losses(whole));
    // The curve until then comes with it.
    const { steps = [], losses: until = [] } = second.of('started')[0]?.before ?? {};
    expect(steps.map((step, i) => [step, until[i]])).toEqual(losses(first));
    const points = (desk: Desk) =>
      desk.of('validated').map(({ step, teacherForcedLoss: loss, freeRunning: { cider } }) => ({ step, loss, cider }));
    expect(points(first).length).toBeGreaterThan(0);
    expect(second.of('started')[0]?.before?.validated).toEqual(points(first));
    expect([...points(first), ...points(second)]).toEqual(points(whole));
    expect(first.of('started')[0]).not.toHaveProperty('before');
    expect(second.of('validated').map(({ freeRunning }) => freeRunning)).toEqual(
      whole
        .of('validated')
        .slice(3)
        .map(({ freeRunning }) => freeRunning),
    );
    expect(second.of('validated').map(({ best }) => best)).toEqual(
      whole
        .of('validated')
        .slice(3)
        .map(({ best }) => best),
    );
    expect(second.of('finished')[0]?.pictures).toEqual(whole.of('finished')[0]?.pictures);
  });

  it('is listed in the next session', async () => {
    const first = await Desk.loaded(store);
    await first.run({ ...small, iterations: 25 });
    const lastTen = first.of('step').slice(15, 25);
    const loss = lastTen.reduce((sum, step) => sum + step.loss, 0) / 10;
    const second = new Desk(store);
    second.session.greet();
    await second.session.settled();
    expect(second.events.map(({ type }) => type)).toEqual(['ready', 'runs']);
    const { run, latest, best } = second.of('runs')[0]?.runs[0] ?? {};
    expect(run).toBe(store.newestRun);
    expect(best).toBe(true);
    expect(latest).toMatchObject({
      name: `latest-${run}.safetensors`,
      bytes: store.files.get(`latest-${run}.safetensors`)?.length,
      cellType: 'lstm',
      hiddenDim: 12,
      wordvecDim: 6,
      vocabularySize: 9,
      training: {
        ...{ step: 25, totalSteps: 25, epoch: 2, loss, options: small },
        source: { kind: 'files', name: 'four kinds' },
      },
    });
  });

  it('is kept when stopped, and resumes there', async () => {
    const first = await Desk.loaded(store);
    first.answer = (event) => {
      if (event.type === 'step' && event.step === 14) first.session.handle({ type: 'stop' });
    };
    await first.run({ ...small, iterations: 40 });
    const reached = first.of('finished')[0]?.step ?? 0;
    expect(first.of('kept').at(-1)).toEqual({ type: 'kept', run: store.newestRun, step: reached });
    const whole = await Desk.loaded();
    await whole.run({ ...small, iterations: 40 });
    await first.tell(openKept(store), { type: 'start', options: {}, resume: true });
    expect(losses(first)).toEqual(losses(whole));
  });

  it('does not resume on other data', async () => {
    const desk = await Desk.loaded(store);
    await desk.run({ ...small, iterations: 10 });
    const other = new Desk(store);
    other.data.data.splits.train?.captions.set([6], 2);
    await other.tell(openKept(store), scenes, { type: 'start', options: {}, resume: true });
    expect(other.of('failed')[0]).toMatchObject({ during: 'run', name: 'CheckpointError' });
    expect(other.of('failed')[0]?.fault?.where).toContain('data set');
    // Its weights can still be used.
    await other.tell({ type: 'evaluate', decoding: {} });
    expect(other.of('evaluated')).toHaveLength(1);
  });
});

describe('a run initialised with weights', () => {
  const fromWeights = (options: RunOptions) => ({ type: 'start', options, weights: true }) as const;
  const { hiddenDim: _, wordvecDim: __, ...others } = small;

  it('begins with their loss and sizes, but its own options', async () => {
    const first = await Desk.loaded(store);
    await first.run({ ...small, iterations: 30, learningRate: 0.02 });
    const desk = await Desk.loaded();
    await desk.run({ ...small, iterations: 1 });
    const loss = (one: Desk) => one.of('step').at(-1)?.loss ?? Number.NaN;
    const kept = new File([await bytesOf(`latest-${store.newestRun}.safetensors`)], 'kept.safetensors');
    await desk.tell({ type: 'open', file: kept }, fromWeights({ ...others, learningRate: 1e-3, iterations: 1 }));
    expect(desk.of('failed')).toEqual([]);
    expect(desk.of('started').at(-1)).toMatchObject({
      totalSteps: 1,
      options: { hiddenDim: 12, wordvecDim: 6, learningRate: 1e-3 },
    });
    expect(desk.of('step').at(-1)?.step).toBe(1);
    expect(loss(desk)).toBeLessThan(loss(first) * 1.5);
    expect(loss(desk)).toBeLessThan((desk.of('step')[0]?.loss ?? 0) / 2);
  });

  it('needs a matching open checkpoint, and reports mismatches', async () => {
    const desk = await Desk.loaded(store);
    await desk.tell(fromWeights(others));
    expect(desk.of('failed')[0]).toMatchObject({ during: 'run', fault: { where: 'start: weights', found: 'none' } });
    await desk.run({ ...small, iterations: 10 });
    await desk.tell(openKept(store), fromWeights({ ...others, hiddenDim: 13 }));
    expect(desk.of('failed')[1]).toMatchObject({ name: 'CheckpointError', fault: { where: 'checkpoint: model' } });
    expect(desk.of('failed')[1]?.fault?.found).toContain('hiddenDim 12');
    await desk.tell({ ...fromWeights({}), resume: true });
    expect(desk.of('failed')[2]).toMatchObject({ during: 'run', fault: { where: 'start', found: 'both' } });
    // It stays open for another try.
    await desk.tell(fromWeights({ ...others, iterations: 2 }));
    expect(desk.of('finished').at(-1)).toMatchObject({ step: 2 });
  });
});

describe('a kept run', () => {
  it('has its latest and best states', async () => {
    const desk = await Desk.loaded(store);
    await desk.run({ ...small, iterations: 30, learningRate: 0.02 });
    const run = store.newestRun;
    expect([...store.files.keys()].sort()).toEqual([`best-${run}.safetensors`, `latest-${run}.safetensors`]);
    expect(desk.of('kept').flatMap(({ bestStep }) => bestStep ?? [])).toEqual(
      desk.of('validated').flatMap(({ best, step }) => (best ? [step] : [])),
    );
  });

  it('can be opened in either state: the best is the model with the best score', async () => {
    const desk = await Desk.loaded(store);
    await desk.run({ ...small, iterations: 30, learningRate: 0.02 });
    const top = Math.max(...desk.of('validated').map(({ freeRunning }) => freeRunning.cider));
    const { epoch = 0 } = desk.of('validated').find(({ freeRunning }) => freeRunning.cider === top) ?? {};
    const second = new Desk(store);
    await second.tell(openKept(store), openKept(store, 'best'));
    const [latest, best] = second.of('opened').map(({ checkpoint }) => checkpoint);
    expect(latest).toMatchObject({ training: { step: 30, best: { epoch, cider: top } } });
    expect(best).toMatchObject({ name: `best-${store.newestRun}.safetensors`, training: { step: 10 * epoch } });
    await second.tell(scenes, { type: 'evaluate', images: 8, decoding: {} });
    expect(second.of('evaluated')[0]?.freeRunning.cider).toBe(top);
  });

  it('has every epoch, if it is kept in a folder', async () => {
    const desk = await Desk.loaded(store, { place: 'folder' });
    await desk.run({ ...small, iterations: 25 });
    expect([...store.files.keys()].filter((name) => name.startsWith('epoch'))).toEqual([
      'epoch-1.safetensors',
      'epoch-2.safetensors',
    ]);
    expect(desk.of('kept').map(({ step }) => step)).toEqual([10, 20, 25]);
  });

  it('can be deleted', async () => {
    const desk = await Desk.loaded(store);
    await desk.run({ ...small, iterations: 10 });
    const open = openKept(store);
    await desk.tell({ type: 'forget', run: open.file.run }, open);
    expect(store.files.size).toBe(0);
    expect(desk.of('failed')[0]).toMatchObject({ during: 'open', name: 'StorageError', fault: { found: 'none' } });
    await desk.tell({ type: 'open', file: { ...open.file, which: 'best' } });
    expect(desk.of('failed')[1]?.fault?.where).toBe(`best-${open.file.run}.safetensors`);
  });

  it('is missing if the store is full: this is reported, and the run continues', async () => {
    store.full = true;
    const desk = await Desk.loaded(store);
    await desk.run({ ...small, iterations: 15 });
    expect(desk.of('failed')[0]).toMatchObject({ during: 'keep', name: 'StorageError' });
    expect(desk.of('kept')).toEqual([]);
    expect(desk.of('finished')[0]).toMatchObject({ step: 15, stopped: false });
    expect(desk.of('finished')[0]).not.toHaveProperty('keptStep');
  });
});
