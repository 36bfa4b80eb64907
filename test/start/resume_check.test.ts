import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkResume } from '../../scripts/start/resume_check.ts';
import { openRunFolder, type RunFolder } from '../../scripts/start/run_folder.ts';
import { readOptions } from '../../scripts/start/start_options.ts';
import { decodeCheckpoint, encodeCheckpoint } from '../../src/checkpoint/checkpoint.ts';
import { CheckpointError, type FourgateError, OptionError, StorageError } from '../../src/errors.ts';
import { Desk } from '../worker/desk.ts';
import { MemoryStore } from '../worker/memory_store.ts';

const LATEST = 'latest.safetensors';
const path = mkdtempSync(join(tmpdir(), 'fourgate-resume-'));
const store = new MemoryStore();
let folder: RunFolder;

/** The checkpoint of a run over such data. */
function trainedOn(source: object): Uint8Array {
  const checkpoint = decodeCheckpoint(store.files.get(LATEST) ?? new Uint8Array(), LATEST);
  return encodeCheckpoint({ ...checkpoint, notes: { run: { ...(checkpoint.notes?.run as object), source } } });
}
const keep = (bytes: Uint8Array, name = LATEST) => writeFileSync(join(path, name), bytes);

beforeAll(async () => {
  const options = {
    backend: 'cpu',
    hiddenDim: 12,
    wordvecDim: 6,
    batchSize: 8,
    numEpochs: 2,
    learningRate: 0.02,
  } as const;
  await (await Desk.loaded(store, { place: 'folder' })).run(options);
  folder = openRunFolder(path);
});
afterAll(async () => {
  await folder.close();
  rmSync(path, { recursive: true });
});

const check = (line: string) => {
  const options = readOptions(`--checkpoints x --resume ${line}`.trim().split(' '));
  return options === 'help' ? expect.fail('help') : checkResume(folder, options);
};
const fault = async (line: string) => {
  const error = await check(line).then(
    () => expect.fail('no error'),
    (caught: FourgateError) => caught,
  );
  return { ...error.fault, type: error.constructor };
};

describe('a run to resume', () => {
  it('may be requested with its own options, and more epochs', async () => {
    keep(trainedOn({ kind: 'scenes', train: 50 }));
    expect(await check('')).toEqual({ source: { kind: 'scenes', train: 50 }, step: 20 });
    await check('--backend cpu --hidden 12 --wordvec 6 --batch 8 --epochs 2 --lr 0.02 --pictures 50 --seed 231');
    await check('--epochs 90 --iterations 500');
    keep(trainedOn({ kind: 'scenes' }));
    await check('--pictures 4000');
    const files = { kind: 'files', name: 'flickr8k', maxTrain: 40 };
    keep(trainedOn(files));
    expect((await check('--data ../elsewhere/flickr8k --max-train 40')).source).toEqual(files);
    await check('--data flickr8k');
  });

  it.each([
    ['--hidden 512', '--hidden', '12', '512'],
    ['--lr 0.01', '--lr', '0.02', '0.01'],
    ['--rule sgd', '--rule', 'adam', 'sgd'],
    ['--seed 5', '--seed', '231', '5'],
    ['--schedule cosine', '--schedule', 'step', 'cosine'],
    ['--word-dropout 0.5', '--word-dropout', '0', '0.5'],
    ['--backend webgpu', '--backend', 'cpu', 'webgpu'],
    ['--pictures 60', '--pictures', '50', '60'],
    ['--data flickr8k', '--data', 'none: it was trained on Scenes', 'flickr8k'],
  ])('is refused with %s: flag and both values are named', async (line, flag, saved, found) => {
    keep(trainedOn({ kind: 'scenes', train: 50 }));
    expect(await fault(line)).toMatchObject({
      type: OptionError,
      where: `fourgate train --resume: ${flag}`,
      expected: `${saved}, as in ${LATEST}`,
      found,
    });
  });

  it('on files requires them, and the same subset', async () => {
    keep(trainedOn({ kind: 'files', name: 'flickr8k' }));
    expect(await fault('')).toMatchObject({ where: 'fourgate train --resume: --data', found: 'none' });
    expect((await fault('')).expected).toContain('flickr8k');
    expect(await fault('--data flickr8k --max-train 7')).toMatchObject({
      where: 'fourgate train --resume: --max-train',
    });
  });

  it('does not exist with only weights, or a damaged file: the error lists the alternatives', async () => {
    const { training: _, notes: __, ...weights } = decodeCheckpoint(trainedOn({ kind: 'scenes' }), LATEST);
    keep(encodeCheckpoint(weights));
    expect(await fault('')).toMatchObject({ type: CheckpointError, found: 'weights only' });
    const damaged = trainedOn({ kind: 'scenes' });
    damaged.fill(85, damaged.length - 12);
    keep(damaged);
    expect(await fault('')).toMatchObject({ type: CheckpointError, remedy: 'There is no other to resume from.' });
    keep(trainedOn({ kind: 'scenes' }), 'epoch-1.safetensors');
    expect((await fault('')).remedy).toBe(`To resume from epoch-1.safetensors, copy it to ${LATEST}.`);
    rmSync(join(path, LATEST));
    expect(await fault('')).toMatchObject({ type: StorageError, found: 'none' });
  });
});
