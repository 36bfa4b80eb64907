import { describe, expect, it } from 'vitest';
import type { RunOptions } from '../../src/options/run_options.ts';
import { Desk } from './desk.ts';
import { MemoryStore, openKept } from './memory_store.ts';

const small: RunOptions = {
  backend: 'cpu',
  hiddenDim: 12,
  wordvecDim: 6,
  batchSize: 8,
  numEpochs: 1,
  validateEvery: 0,
};

/** A desk over a folder, and what the folder held whenever a run asked for room. */
async function deskOver(store: MemoryStore, fails: () => boolean = () => false) {
  const asked: string[][] = [];
  const makeRoom = async () => {
    asked.push([...store.files.keys()]);
    if (fails()) throw new Error('no room');
  };
  return { desk: await Desk.loaded(store, { place: 'folder', makeRoom }), asked };
}

describe('a folder has room for one run', () => {
  it('a new run requests it before its first checkpoint, once; a resumed one does not', async () => {
    const store = new MemoryStore();
    const { desk, asked } = await deskOver(store);
    await desk.run(small);
    expect(asked).toEqual([[]]);
    const files = [...store.files.keys()];
    await desk.tell(openKept(store), { type: 'start', options: { numEpochs: 2 }, resume: true });
    expect(asked).toHaveLength(1);
    expect(desk.of('finished').at(-1)).toMatchObject({ step: 20, keptStep: 20 });
    await desk.run(small);
    expect(asked[1]).toEqual(expect.arrayContaining(files));
    expect(asked).toHaveLength(2);
  });

  it('without it nothing is overwritten', async () => {
    const store = new MemoryStore();
    await (await deskOver(store)).desk.run(small);
    const before = new Map(store.files);
    const { desk } = await deskOver(store, () => true);
    await desk.run({ ...small, seed: 2 });
    expect(desk.of('failed')[0]).toMatchObject({ during: 'keep', message: 'no room' });
    expect(store.files).toEqual(before);
  });

  it('it is not requested again when the first write fails', async () => {
    const store = new MemoryStore();
    const { desk, asked } = await deskOver(store);
    store.full = /^latest/;
    await desk.run({ ...small, numEpochs: 3 });
    expect(desk.of('failed').length).toBeGreaterThan(1);
    expect(asked).toHaveLength(1);
    expect(desk.of('finished').at(-1)?.keptStep).toBeUndefined();
  });
});
