import {
  copyFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { lockFolder } from '../../scripts/start/folder_lock.ts';
import { latestIn } from './support/fourgate_run.ts';
import {
  describeWithPyTorch,
  type Ended,
  ended,
  runPython,
  runTogether,
  runTwin,
  startPython,
  twin,
} from './support/python.ts';
import { writeRandomFolder } from './support/small_data.ts';

describeWithPyTorch('faults that the PyTorch twin meets', () => {
  const folder = mkdtempSync(join(tmpdir(), 'fourgate-twin-faults-'));
  const [data, otherWords, otherCaptions] = ['data', 'other-words', 'other-captions'].map((name) => join(folder, name));
  const sizes = ['--hidden', '8', '--wordvec', '5', '--batch', '4', '--epochs', '2'];
  const kept = join(folder, 'kept');
  const checkpoint = join(kept, 'latest.safetensors');
  const place = (name: string) => {
    mkdirSync(join(folder, name));
    copyFileSync(checkpoint, join(folder, name, 'latest.safetensors'));
    return join(folder, name);
  };

  beforeAll(async () => {
    await writeRandomFolder(data ?? '');
    await writeRandomFolder(otherWords ?? '', { V: 14 });
    await writeRandomFolder(otherCaptions ?? '', { seed: 2 });
    await twin('train', ['--data', data ?? '', ...sizes, '--checkpoints', kept]);
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it.each(['numpy', 'h5py', 'torch'])('no %s: the error says how to install it', async (name) => {
    const without = `import sys; sys.modules['${name}'] = None; from fourgate_torch.train import main; sys.exit(main(['--data', '.']))`;
    const { code, out, err } = await runPython(['-c', without]);
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toMatch(
      new RegExp(
        `^EnvironmentFault: Python package ${name}: expected to import it, found .*apt-get install python3-${name}`,
      ),
    );
  });

  it('data and checkpoints that do not belong together, or are damaged', async () => {
    const cut = place('cut');
    truncateSync(join(cut, 'latest.safetensors'), 9000);
    const cutLate = place('cut-late');
    truncateSync(join(cutLate, 'latest.safetensors'), 9000);
    copyFileSync(join(kept, 'epoch-1.safetensors'), join(cutLate, 'epoch-1.safetensors'));
    const altered = place('altered');
    const bytes = readFileSync(checkpoint);
    bytes[bytes.length - 100] = (bytes[bytes.length - 100] ?? 0) ^ 1;
    writeFileSync(join(altered, 'latest.safetensors'), bytes);
    const resume = (where: string, of = data) => ['--data', of ?? '', '--checkpoints', where, '--resume'];
    const begin = (of: string | undefined, ...more: string[]) => ['--data', of ?? '', ...more];
    const cases: readonly (readonly [says: string, args: readonly string[]])[] = [
      [
        'vocabulary: expected “word 10 “é”” as word 13, as in the data (14 words), found no word (13 words)',
        begin(otherWords, '--weights', checkpoint),
      ],
      ['vocabulary: expected', resume(kept, otherWords)],
      ['data set: expected other-captions (', resume(kept, otherCaptions)],
      [
        'model: expected lstm with D 6, W 5, H 9, as the run asks for, found lstm with D 6, W 5, H 8',
        begin(data, '--weights', checkpoint, '--hidden', '9'),
      ],
      ['--hidden: expected 8, as in latest.safetensors, found 9', [...resume(kept), '--hidden', '9']],
      ['step: expected at most 3 steps done, found 12. Give a larger', [...resume(kept), '--iterations', '3']],
      ['the file is cut short', resume(cut)],
      ['expected the checksum', resume(altered)],
      ['expected a checkpoint latest.safetensors to resume from, found none', resume(join(folder, 'nothing'))],
      ['expected a CS231n coco_captioning folder, found no such folder', begin(join(folder, 'nowhere'))],
      ['expected a CS231n coco_captioning folder, found a file.', begin(checkpoint)],
      ['expected a file train2014_vgg16_fc7_pca.h5, found coco2014_captions.h5', begin(withoutFeatures())],
      ['expected an option of the twin, found --patience. It waits for CIDEr', begin(data, '--patience', '2')],
      ['--weight-decay: expected a number from 0 to 10', begin(data, '--lr', '0.1', '--weight-decay', '11')],
      ['--resume: expected --checkpoints beside it', begin(data, '--resume')],
      ['--data: expected a value: --data DIR, found none.\npython -m fourgate_torch.train --help lists', begin('')],
      [`${checkpoint}: vocabulary: expected`, begin(otherWords, '--weights', checkpoint)],
      ['cut short. To resume from epoch-1.safetensors, copy it to latest.safetensors.\n', resume(cutLate)],
      ['dataset features: expected numbers that can be read, found', begin(await withDamagedFeatures())],
    ];
    const before = readFileSync(checkpoint);
    const results = await runTwin(
      'train',
      cases.map(([, args]) => args),
    );
    for (const [i, [says]] of cases.entries()) expect(results[i]?.err).toContain(says);
    expect(results.map(({ code }) => code)).toEqual(cases.map(() => 1));
    expect(readFileSync(checkpoint)).toEqual(before);
  });

  it('a disk that fills up: the last checkpoint stays whole, and no half of one is left', async () => {
    const full = place('full');
    const before = readFileSync(join(full, 'latest.safetensors'));
    const args = ['--data', data, '--checkpoints', full, '--resume', '--epochs', '4'];
    const limited = `
import resource, sys
from fourgate_torch.train import main
import fourgate_torch.run
resource.setrlimit(resource.RLIMIT_FSIZE, (5000, 5000))
sys.exit(main(${JSON.stringify(args)}))`;
    const { code, out, err } = await runPython(['-c', limited]);
    // Within the run it is a warning; the end of the run must be kept.
    expect(out).toMatch(
      /warning: not kept: .*latest\.safetensors: expected room for \d+ bytes, found File too large\./,
    );
    expect(code).toBe(1);
    expect(err).toMatch(/^StorageError: .*the checkpoints that were there are untouched\.\n$/);
    expect(readFileSync(join(full, 'latest.safetensors'))).toEqual(before);
    expect(readdirSync(full)).toEqual(['latest.safetensors']);
    expect(latestIn(full).training?.step).toBe(12);
  });

  it('processes with different data, or options, name both before the first step', async () => {
    const apart = (rank: number, ...more: string[]) => [
      '--data',
      (rank === 0 ? data : otherCaptions) ?? '',
      ...sizes,
      ...more,
    ];
    const where = join(folder, 'apart');
    const others = await runTogether(2, (rank) => apart(rank, '--checkpoints', where));
    expectSame(
      others,
      /data set: expected data \(\w{8}\) in every process, as process 0 has, found other-captions \(\w{8}\) in process 1\./,
    );
    const options = await runTogether(2, (rank) => ['--data', data ?? '', '--hidden', `${8 + rank}`]);
    expectSame(
      options,
      /options: expected .*'hidden', 8.* in every process, as process 0 has, found .*'hidden', 9.* in process 1\./,
    );
    expect(readdirSync(where)).toEqual([]);
  });

  it('processes of which one has a copy of the features that was broken off', async () => {
    const half = join(folder, 'half', 'data');
    cpSync(data ?? '', half, { recursive: true });
    const brokenOff = `
import h5py, sys
with h5py.File(sys.argv[1] + '/train2014_vgg16_fc7_pca.h5', 'r+') as file:
    file['features'][-1:] = 0`;
    expect(await runPython(['-c', brokenOff, half])).toEqual({ code: 0, out: '', err: '' });
    const features = await runTogether(2, (rank) => ['--data', (rank === 0 ? data : half) ?? '', ...sizes]);
    expectSame(
      features,
      /features: expected checksum \w{8} in every process, as process 0 has, found checksum \w{8} in process 1\. Give every/,
    );
  });

  it('a run that begins where another was kept moves that one aside', async () => {
    const used = place('used');
    const [begun] = await runTwin('train', [
      ['--data', data ?? '', ...sizes, '--iterations', '2', '--checkpoints', used],
    ]);
    expect(begun).toMatchObject({ code: 0, err: '' });
    expect(begun?.out).toContain(`checkpoints of an earlier run are now in ${join(used, 'earlier-1')}`);
    expect(readdirSync(used).sort()).toEqual(['earlier-1', 'latest.safetensors']);
    expect(latestIn(used).training?.step).toBe(2);
    expect(latestIn(join(used, 'earlier-1'))).toEqual(latestIn(kept));
  });

  it('a folder that another run keeps checkpoints in stays that run’s, and a run holds its own', async () => {
    const shared = place('shared');
    const unlock = lockFolder(shared);
    const args = ['--data', data ?? '', ...sizes, '--checkpoints', shared];
    const [refused] = await runTwin('train', [args]);
    unlock();
    expect(refused?.code).toBe(1);
    expect(refused?.err).toContain(`found one that process ${process.pid} has had since`);
    expect(latestIn(shared)).toEqual(latestIn(kept));
    const held = `
import pathlib, sys
from fourgate_torch.folder_lock import FolderLock
lock = FolderLock(pathlib.Path(sys.argv[1]))
input()
lock.release()`;
    const child = startPython(['-c', held, shared]);
    const end = ended(child);
    while (!readdirSync(shared).includes('.lock') && child.exitCode === null) await sleep(20);
    expect(() => lockFolder(shared)).toThrow(`found one that process ${child.pid} has had since`);
    child.stdin.write('\n');
    expect(await end).toEqual({ code: 0, out: '', err: '' });
    expect(readdirSync(shared)).toEqual(['latest.safetensors']);
  });

  it('an output that nobody reads ends the run without a word', async () => {
    const child = startPython(['-m', 'fourgate_torch.train', '--data', data ?? '', ...sizes]);
    const end = ended(child);
    child.stdout.destroy();
    expect(await end).toEqual({ code: 141, out: '', err: '' });
  });

  it('a disk without room for a lock: no empty one is left', async () => {
    const place = join(folder, 'no-room');
    const limited = `
import resource, sys
from fourgate_torch.train import main
import fourgate_torch.run
resource.setrlimit(resource.RLIMIT_FSIZE, (10, 10))
sys.exit(main(${JSON.stringify(['--data', data, '--checkpoints', place])}))`;
    const { code, err } = await runPython(['-c', limited]);
    expect([code, err]).toEqual([
      1,
      expect.stringMatching(/no-room: expected a folder that can be written to.*Make room/),
    ]);
    expect(readdirSync(place)).toEqual([]);
  });

  it('of two processes that come upon a stale lock, the second leaves the first its new one', async () => {
    const place = join(folder, 'stale');
    mkdirSync(place);
    writeFileSync(join(place, '.lock'), '');
    const late = `
import os, pathlib, sys
from fourgate_torch import folder_lock
place, replace = pathlib.Path(sys.argv[1]), os.replace
def after_another(path, aside):
    os.replace = replace
    replace(path, aside)
    folder_lock.FolderLock(place)
    replace(path, aside)
os.replace = after_another
try:
    folder_lock.FolderLock(place)
except folder_lock.StorageError as error:
    print(error)`;
    const { out, err } = await runPython(['-c', late, place]);
    expect(err).toBe('');
    expect(out).toMatch(/expected a folder that no other run keeps checkpoints in, found one that process \d+ has had/);
  });

  it('processes that do not meet are told where, and how to start them', async () => {
    const { code, err } = await runPython(['-m', 'fourgate_torch.train', '--data', data ?? ''], { WORLD_SIZE: '2' });
    expect([code, err]).toEqual([
      1,
      expect.stringMatching(
        /^EnvironmentFault \(process 0\): processes: expected 2 that meet at MASTER_ADDR:MASTER_PORT, .*torchrun/,
      ),
    ]);
  });

  it('a place where captions cannot be written is named before the work is done', async () => {
    const out = join(folder, 'nowhere', 'captions.json');
    const [refused] = await runTwin('evaluate', [['--data', data ?? '', '--checkpoint', checkpoint, '--out', out]]);
    expect(refused).toMatchObject({ code: 1, out: '' });
    expect(refused?.err).toContain(`${out}: expected a place for a file, found no folder ${join(folder, 'nowhere')}.`);
  });

  it('a run without the memory for it says what to give instead', async () => {
    const { code, err } = await runPython([
      '-c',
      `
import sys
from fourgate_torch.train import main
import fourgate_torch.run
def allocate(*_):
    import torch
    torch.empty(1 << 60, dtype=torch.uint8)
fourgate_torch.run.Run.train = allocate
sys.exit(main(${JSON.stringify(['--data', data, ...sizes])}))`,
    ]);
    expect([code, err]).toEqual([1, expect.stringMatching(/^EnvironmentFault: memory of cpu: .*--accumulate/)]);
  });

  /** The data with compressed features, of which some bytes are not what they were. */
  async function withDamagedFeatures(): Promise<string> {
    const place = join(folder, 'damaged-features');
    cpSync(data ?? '', place, { recursive: true });
    const damage = `
import h5py, sys
path = sys.argv[1] + '/train2014_vgg16_fc7_pca.h5'
with h5py.File(path, 'r') as file:
    values = file['features'][()]
with h5py.File(path, 'w') as file:
    features = file.create_dataset('features', data=values, compression='gzip')
    at = features.id.get_chunk_info(0).byte_offset
with open(path, 'r+b') as file:
    file.seek(at)
    file.write(bytes(8))`;
    const { err } = await runPython(['-c', damage, place]);
    expect(err).toBe('');
    return place;
  }

  function withoutFeatures(): string {
    const place = join(folder, 'no-features');
    mkdirSync(place);
    for (const name of ['coco2014_captions.h5', 'coco2014_vocab.json'])
      copyFileSync(join(data ?? '', name), join(place, name));
    return place;
  }
});

function expectSame(all: readonly Ended[], says: RegExp): void {
  expect(all.map(({ code }) => code)).toEqual(all.map(() => 1));
  for (const [rank, { err }] of all.entries()) {
    expect(err).toMatch(says);
    expect(err).toContain(`TrainingError (process ${rank})`);
  }
}
