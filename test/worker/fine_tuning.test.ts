import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decodeCheckpoint } from '../../src/checkpoint/checkpoint.ts';
import { CpuBackend } from '../../src/cpu/backend.ts';
import type { RunOptions } from '../../src/options/run_options.ts';
import { loadTrainingData } from '../../src/sources/load.ts';
import type { Command, Event } from '../../src/worker/protocol.ts';
import { Session } from '../../src/worker/session.ts';
import { writePhotos } from '../prepare/support/photo_folder.ts';
import { captionFiles } from '../prepare/support/six_formats.ts';
import { smallFile } from '../vision/support/small_squeezenet.ts';
import { MemoryLocks, MemoryStore } from './memory_store.ts';

const folder = mkdtempSync(join(tmpdir(), 'fourgate-tuned-'));
let photos: File[] = [];
let captions = new File([], '');

const fileOf = (name: string, content: Uint8Array<ArrayBuffer> | string) =>
  new File([content], name, { lastModified: 1 });
const cnn = fileOf('small.safetensors', Uint8Array.from(smallFile('1.1')));

beforeAll(async () => {
  const told = (await writePhotos(folder, 20)).map(({ name, captions }) => ({ name: basename(name), captions }));
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.includes('.'));
  photos = names.map((name) => fileOf(basename(name), readFileSync(join(folder, name))));
  captions = fileOf('captions.txt', captionFiles["Flickr8k's captions.txt"]?.(told) ?? '');
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

const DECODING = 'reading pictures';
const small = { backend: 'cpu', hiddenDim: 6, wordvecDim: 5, batchSize: 10, sampling: 'pictures' } as const;
const options: RunOptions = { ...small, numEpochs: 2, finetuneCnnAfter: 1, cnnLearningRate: 1e-3, validateImages: 4 };

/** A session on the CPU backend, and all that it says. */
function open(store = new MemoryStore()) {
  const events: Event[] = [];
  const session = new Session({
    post: (event) => void events.push(event),
    load: loadTrainingData,
    openBackend: async () => new CpuBackend(),
    storage: { store, place: 'browser', locks: new MemoryLocks() },
    ticker: () => () => {},
  });
  const tell = async (...commands: readonly Command[]) => {
    for (const command of commands) session.handle(command);
    await session.settled();
  };
  const of = <T extends Event['type']>(type: T) =>
    events.filter((event): event is Extract<Event, { type: T }> => event.type === type);
  const losses = () => of('step').map(({ loss }) => loss);
  return { store, tell, of, losses };
}

const ofPhotos = (): Command => ({
  type: 'load',
  source: { kind: 'files', name: 'mine', files: photos, photos: { texts: [captions], cnn, paths: [] } },
});

describe('a run that fine-tunes the network of its photos', () => {
  it('reads pictures, trains both, captions and explains, and is kept', async () => {
    const { tell, of, store } = open();
    await tell(ofPhotos(), { type: 'start', options });
    expect(of('failed')).toEqual([]);
    expect(of('loading').filter(({ what }) => what === DECODING)).toHaveLength(20);
    expect(of('finished')[0]).toMatchObject({ stopped: false });
    expect(of('validated')).toHaveLength(2);
    const [latest] = [...store.files].flatMap(([name, bytes]) => (name.includes('latest') ? [bytes] : []));
    const { configuration, dataset, parameters } = decodeCheckpoint(latest ?? new Uint8Array(), 'latest');
    expect(configuration.encoder).toMatchObject({ squeezenet: '1.1' });
    expect(dataset?.featureMark?.madeBy).toMatch(/^the pixels for SqueezeNet 1\.1, trained with the captioner/);
    expect(parameters.W_conv1?.shape).toEqual([3, 3, 4, 8]);
    const asked = { split: 'test', image: 0 } as const;
    await tell({ type: 'describe', ...asked, decoding: {} });
    const words = of('described')[0]
      ?.captions[0]?.words.map(({ word }) => word)
      .filter((word) => word !== '<END>');
    await tell({ type: 'explain', ...asked, words: words ?? [] });
    expect(of('explained').at(-1)?.relevance).toMatchObject({ how: 'gradient', side: 37 });
    expect(of('failed')).toEqual([]);
  });

  it('equals a run on features up to its first tuned epoch', async () => {
    const [tuned, plain] = [open(), open()];
    await tuned.tell(ofPhotos(), { type: 'start', options });
    const { finetuneCnnAfter: _, cnnLearningRate: __, ...frozen } = options;
    await plain.tell(ofPhotos(), { type: 'start', options: frozen });
    const [one, other] = [tuned.losses(), plain.losses()];
    const epoch = one.length / 2;
    expect(one.slice(0, epoch)).toEqual(other.slice(0, epoch));
    expect(one.slice(epoch + 1)).not.toEqual(other.slice(epoch + 1));
  });

  it('is resumed to the bit after a reload, without the weights', async () => {
    const whole = open();
    await whole.tell(ofPhotos(), { type: 'start', options: { ...options, numEpochs: 3 } });
    const { tell, store } = open();
    await tell(ofPhotos(), { type: 'start', options });
    const again = open(store);
    await again.tell({ type: 'open', file: { run: store.newestRun, which: 'latest' } });
    await again.tell(ofPhotos(), { type: 'start', options: { numEpochs: 3 }, resume: true });
    expect(again.of('failed')).toEqual([]);
    const left = again.losses();
    expect(left.length).toBeGreaterThan(0);
    expect(whole.losses().slice(-left.length)).toEqual(left);
  });

  it('may be initialised with a captioner of features', async () => {
    const { finetuneCnnAfter: _, ...frozen } = options;
    const before = open();
    await before.tell(ofPhotos(), { type: 'start', options: { ...frozen, numEpochs: 8, learningRate: 2e-2 } });
    const { tell, of, losses } = open(before.store);
    await tell({ type: 'open', file: { run: before.store.newestRun, which: 'latest' } });
    await tell(ofPhotos(), { type: 'start', options: { ...options, finetuneCnnAfter: 0 }, weights: true });
    expect(of('failed')).toEqual([]);
    const [fresh = 0, tuned = Number.NaN] = [before.losses()[0], losses()[0]];
    expect(tuned).toBeLessThan(0.9 * fresh);
  });

  it('scores a kept model given its pictures, and names what is missing without them', async () => {
    const { tell, store } = open();
    await tell(ofPhotos(), { type: 'start', options });
    const made = await loadTrainingData(
      { kind: 'files', name: 'mine', files: photos, photos: { texts: [captions], cnn, paths: [] } },
      () => {},
    );
    const { fileOf: _, cnn: __, ...plain } = made;
    const session = new Session({
      post: (event) => void events.push(event),
      load: async () => plain,
      openBackend: async () => new CpuBackend(),
      storage: { store, place: 'browser', locks: new MemoryLocks() },
      ticker: () => () => {},
    });
    const events: Event[] = [];
    const ask = async (command: Command) => {
      session.handle(command);
      await session.settled();
      return events.at(-1);
    };
    await ask({ type: 'load', source: { kind: 'scenes' } });
    const opened = await ask({ type: 'open', file: { run: store.newestRun, which: 'latest' } });
    expect(opened).toMatchObject({ checkpoint: { readsPictures: true } });
    const evaluate: Command = { type: 'evaluate', split: 'test', decoding: {} };
    expect(await ask(evaluate)).toMatchObject({
      type: 'failed',
      name: 'DataError',
      message: expect.stringMatching(
        /mine: pictures: expected the pictures of the data set.*found 20 of 20 missing: images/,
      ),
    });
    // A person's own picture needs none of them.
    const [own = new File([], '')] = photos;
    const described = await ask({ type: 'describe', split: 'test', image: 0, own, decoding: {} });
    expect(described).toMatchObject({ type: 'described' });
    await ask({ type: 'pictures', files: [...photos, ...photos.slice(0, 1)] });
    expect(await ask(evaluate)).toMatchObject({ message: expect.stringContaining('1 of 20 missing') });
    await ask({ type: 'pictures', files: photos });
    expect(await ask(evaluate)).toMatchObject({ type: 'evaluated', split: 'test' });
    // What is decoded stays, whatever is dropped later.
    const before = events.length;
    await ask({ type: 'pictures', files: photos.slice(0, 1) });
    expect(await ask(evaluate)).toMatchObject({ type: 'evaluated', split: 'test' });
    const decoding = events.slice(before).filter((event) => event.type === 'loading' && event.what === DECODING);
    expect(decoding).toEqual([]);
  });
});

describe('impossible fine-tuning', () => {
  const failureOf = async (command: Command, asked: RunOptions) => {
    const { tell, of } = open();
    await tell(command, { type: 'start', options: asked });
    expect(of('step')).toEqual([]);
    return of('failed')[0];
  };

  it('is refused for a data set without pictures', async () => {
    const scenes: Command = { type: 'load', source: { kind: 'scenes', train: 20, val: 4, test: 4 } };
    const failed = await failureOf(scenes, options);
    expect(failed).toMatchObject({ during: 'run', name: 'OptionError' });
    expect(failed?.message).toMatch(
      /finetuneCnnAfter: expected a data set whose features a network made.*--features pixels/,
    );
  });

  it('is refused without the weights of the network', async () => {
    const source = { kind: 'files', name: 'mine', files: photos, photos: { texts: [captions], paths: [] } } as const;
    const failed = await failureOf({ type: 'load', source }, options);
    expect(failed?.message).toMatch(
      /finetuneCnnAfter: expected weights of the network.*found mine without them.*--cnn/,
    );
  });

  it.each([
    [{ finetuneCnnAfter: 2 }, /or 0 to 1: the run has 2 epochs, found 2/],
    [{ finetuneCnnAfter: -2 }, /found -2/],
    [{ finetuneCnnAfter: 0.5 }, /found 0\.5/],
    [{ cnnLearningRate: -1 }, /cnnLearningRate.*-1/],
    [{ cnnLearningRate: Number.NaN }, /cnnLearningRate.*NaN/],
  ])('is refused with %j', async (changed, message) => {
    const failed = await failureOf(ofPhotos(), { ...options, ...changed });
    expect(failed).toMatchObject({ during: 'run', name: 'OptionError' });
    expect(failed?.message).toMatch(message);
  });
});
