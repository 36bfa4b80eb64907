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
const losses = (desk: Desk) => desk.of('step').map(({ step, loss }) => [step, loss]);
const scenes = { type: 'load', source: { kind: 'scenes' } } as const;

let store: MemoryStore;
beforeEach(() => {
  store = new MemoryStore();
});

describe('a file', () => {
  const file = (bytes: Uint8Array<ArrayBuffer> | ArrayBuffer, name = 'given.safetensors') => new File([bytes], name);

  it('is saved and opened again with the same model and training', async () => {
    const desk = await Desk.loaded();
    await desk.run({ ...small, iterations: 20 });
    await desk.tell({ type: 'save' }, { type: 'evaluate', decoding: {} });
    const [saved] = desk.of('saved');
    expect(saved?.name).toBe('fourgate-lstm.safetensors');
    const other = await Desk.loaded();
    await other.tell(
      { type: 'open', file: file(saved?.bytes ?? new ArrayBuffer()) },
      { type: 'evaluate', decoding: {} },
      { type: 'save' },
      { type: 'start', options: { iterations: 30 }, resume: true },
    );
    expect(other.of('opened')[0]?.checkpoint).toMatchObject({ name: 'given.safetensors', training: { step: 20 } });
    expect(other.of('evaluated')[0]?.pictures).toEqual(desk.of('evaluated')[0]?.pictures);
    expect(other.of('saved')[0]?.bytes.byteLength).toBe(saved?.bytes.byteLength);
    expect(other.of('step').map(({ step }) => step)).toEqual(Array.from({ length: 10 }, (_, i) => 21 + i));
  });

  it('for PyTorch has its names, gives the same captions, and cannot be resumed', async () => {
    const desk = await Desk.loaded();
    await desk.run({ ...small, iterations: 20 });
    await desk.tell({ type: 'save', format: 'pytorch' }, { type: 'evaluate', decoding: {} });
    const [saved] = desk.of('saved');
    expect(saved?.name).toBe('fourgate-lstm-pytorch.safetensors');
    expect(new TextDecoder().decode(saved?.bytes.slice(0, 2000))).toContain('lstm.weight_ih_l0');
    await desk.tell(
      { type: 'open', file: file(saved?.bytes ?? new ArrayBuffer()), backend: 'cpu' },
      { type: 'evaluate', decoding: {} },
      { type: 'start', options: {}, resume: true },
    );
    expect(desk.of('evaluated')[1]?.freeRunning).toEqual(desk.of('evaluated')[0]?.freeRunning);
    expect(desk.of('failed')[0]?.fault).toMatchObject({ where: 'start: resume' });
  });

  it('that cannot be used does not affect the run', async () => {
    const desk = await Desk.loaded(store);
    await desk.run({ ...small, iterations: 20 });
    const good = store.files.get(`latest-${store.newestRun}.safetensors`) ?? new Uint8Array();
    const altered = good.slice();
    altered[altered.length - 9] = (altered.at(-9) ?? 0) ^ 1;
    const undisturbed = losses(desk);
    desk.answer = (event) => {
      if (event.type !== 'step') return;
      if (event.step === 3) desk.session.handle({ type: 'open', file: file(new Uint8Array(500)) });
      if (event.step === 6) desk.session.handle({ type: 'open', file: file(good.slice(0, -50)) });
      if (event.step === 9) desk.session.handle({ type: 'open', file: file(altered) });
    };
    await desk.run({ ...small, iterations: 20 });
    expect(desk.of('failed').map(({ during, name }) => [during, name])).toEqual([
      ['open', 'CheckpointError'],
      ['open', 'CheckpointError'],
      ['open', 'CheckpointError'],
    ]);
    expect(losses(desk).slice(20)).toEqual(undisturbed);
    expect(desk.of('finished')).toHaveLength(2);
  });

  it('that can be used ends the run and replaces it', async () => {
    const desk = await Desk.loaded(store);
    await desk.run({ ...small, iterations: 20 });
    const good = store.files.get(`latest-${store.newestRun}.safetensors`) ?? new Uint8Array();
    desk.answer = (event) => {
      if (event.type !== 'step' || event.step !== 5 || desk.of('opened').length > 0) return;
      desk.session.handle({ type: 'open', file: file(good) });
      desk.session.handle({ type: 'evaluate', decoding: {} });
    };
    await desk.run({ ...small, iterations: 100_000, hiddenDim: 9 });
    await desk.session.settled();
    expect(desk.of('failed')).toEqual([]);
    expect(desk.of('finished')[1]?.stopped).toBe(true);
    expect(desk.of('evaluated')).toHaveLength(1);
    await desk.tell({ type: 'start', options: { iterations: 21 }, resume: true });
    expect(desk.of('step').at(-1)).toMatchObject({ step: 21, totalSteps: 21 });
  });

  it('for PyTorch with other words is reported, and not captioned with those of the data', async () => {
    const desk = await Desk.loaded();
    await desk.run({ ...small, iterations: 10 });
    await desk.tell({ type: 'save', format: 'pytorch' });
    const bytes = desk.of('saved')[0]?.bytes ?? new ArrayBuffer();
    const other = await Desk.loaded();
    const words = other.data.data.vocabulary.idxToWord as string[];
    const own = words[5] ?? '';
    words[5] = 'chien';
    await other.tell({ type: 'open', file: file(bytes), backend: 'cpu' }, { type: 'evaluate', decoding: {} });
    words[5] = own;
    expect(other.of('opened')).toHaveLength(1);
    expect(other.of('evaluated')).toEqual([]);
    expect(other.of('failed')).toMatchObject([{ during: 'evaluate', name: 'CheckpointError' }]);
    expect(other.of('failed')[0]?.message).toContain('"chien"');
  });

  it('with other words is reported', async () => {
    const desk = await Desk.loaded(store);
    await desk.run({ ...small, iterations: 10 });
    const other = new Desk(store);
    const words = other.data.data.vocabulary.idxToWord as string[];
    const kept = words[5] ?? '';
    words[5] = 'crimson';
    await other.tell(scenes, openKept(store), { type: 'describe', split: 'test', image: 0, decoding: {} });
    words[5] = kept;
    expect(other.of('failed')[0]).toMatchObject({ during: 'describe', name: 'CheckpointError' });
    expect(other.of('failed')[0]?.message).toContain('crimson');
  });
});
