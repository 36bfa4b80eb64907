import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writePhotos } from '../prepare/support/photo_folder.ts';
import { captionFiles } from '../prepare/support/six_formats.ts';
import { smallFile } from '../vision/support/small_squeezenet.ts';
import { runScript } from './run_script.ts';

let folder: string;
let paths: Readonly<Record<'photos' | 'captions' | 'cnn' | 'data' | 'run', string>>;
let picture: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fourgate-tuned-'));
  const at = (name: string) => join(folder, name);
  paths = { photos: at('photos'), captions: at('captions.txt'), cnn: at('cnn.st'), data: at('data'), run: at('run') };
  const told = await writePhotos(paths.photos, 20);
  picture = join(paths.photos, told[0]?.name ?? '');
  await writeFile(paths.captions, captionFiles["Flickr8k's captions.txt"]?.(told) ?? '');
  await writeFile(paths.cnn, smallFile('1.1'));
  const { photos, captions, cnn, data } = paths;
  const args = ['--pictures', photos, '--captions', captions, '--cnn', cnn, '--out', data, '--backend', 'cpu'];
  expect(await runScript('prepare', args)).toMatchObject({ code: 0, err: '' });
});
afterAll(() => rm(folder, { recursive: true }));

const tiny = '--headless --backend cpu --hidden 16 --wordvec 8 --batch 20 --lr 0.01'.split(' ');
const start = (...args: string[]) => runScript('train', ['--data', paths.data, ...tiny, ...args]);
const tuning = () => ['--photos', paths.photos, '--finetune-cnn-after', '1'];
const losses = (out: string) =>
  [...out.matchAll(/^epoch +(\d+) +validation loss ([\d.]+)/gm)].map(([, n, x]) => [n, x]);

describe('npm start -- --finetune-cnn-after', () => {
  it('trains the network too, is resumed, scored and captions a picture', async () => {
    const cnn = ['--cnn', paths.cnn];
    const whole = await start(...tuning(), ...cnn, '--epochs', '3');
    expect(whole).toMatchObject({ code: 0, err: '' });
    expect(losses(whole.out)).toHaveLength(3);
    const kept = ['--checkpoints', paths.run];
    const first = await start(...tuning(), ...cnn, ...kept, '--epochs', '2');
    expect(first).toMatchObject({ code: 0, err: '' });
    const resumed = await runScript('train', [
      ...['--data', paths.data, '--photos', paths.photos, '--headless', ...kept, '--resume', '--epochs', '3'],
    ]);
    expect(resumed).toMatchObject({ code: 0, err: '' });
    expect([...losses(first.out), ...losses(resumed.out)]).toEqual(losses(whole.out));
    const inNode = await start('--node', ...tuning(), ...cnn, '--epochs', '3');
    expect(inNode).toMatchObject({ code: 0, err: '' });
    expect(losses(inNode.out)).toEqual(losses(whole.out));

    const checkpoint = ['--checkpoint', join(paths.run, 'latest.safetensors')];
    const scored = ['--data', paths.data, '--split', 'test', '--backend', 'cpu'];
    const evaluated = await runScript('eval', [...checkpoint, ...scored, '--photos', paths.photos]);
    expect(evaluated).toMatchObject({ code: 0, err: '' });
    expect(evaluated.out).toMatch(/^captions {4}2 test pictures, greedy/m);
    const without = await runScript('eval', [...checkpoint, ...scored]);
    expect(without.code).toBe(1);
    expect(without.err).toMatch(/data: pictures: expected the pictures of the data set.*found 20 of 20 missing/);
    expect(await runScript('caption', [...checkpoint, '--backend', 'cpu', picture])).toMatchObject({
      code: 0,
      err: '',
    });
  });

  it('refuses the weights of another network, and missing pictures', async () => {
    const other = join(folder, 'other.st');
    await writeFile(other, smallFile('1.0'));
    const wrong = await start(...tuning(), '--cnn', other, '--epochs', '2');
    expect(wrong.code).toBe(1);
    expect(wrong.out + wrong.err).toMatch(/other\.st: expected SqueezeNet 1\.1.*which made the training features/);
    const cnn = ['--cnn', paths.cnn, '--finetune-cnn-after', '1', '--epochs', '2'];
    const empty = await start(...cnn, '--photos', paths.data);
    expect(empty.code).toBe(1);
    expect(empty.err).toMatch(/--photos .*data: expected pictures, found none/);
    const some = await start(...cnn, '--photos', join(paths.photos, 'more'));
    expect(some.code).toBe(1);
    expect(some.out + some.err).toMatch(/found 10 of 20 missing: images\/photo/);
  });
});
