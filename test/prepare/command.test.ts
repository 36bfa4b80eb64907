import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadCocoData } from '../../src/data/load_coco.ts';
import { DESCRIPTOR_LENGTH } from '../../src/data/scenes/descriptor.ts';
import { encodeBatch } from '../../src/prepare/kept_batch.ts';
import { type Ended, runScript } from '../start/run_script.ts';
import { writePhotos, writeTexts } from './support/photo_folder.ts';
import { captionFiles, type Told, textsBesidePictures } from './support/six_formats.ts';

const COUNT = 60;
const folder = mkdtempSync(join(tmpdir(), 'fourgate-prepare-'));
const photos = join(folder, 'photos');
const captions = join(folder, 'captions.txt');
let told: Told[] = [];

const prepare = (out: string, ...more: string[]) =>
  runScript('prepare', ['--pictures', photos, '--captions', captions, '--out', join(folder, out), ...more]);

/** All files of a folder, by name. */
const contentOf = (out: string) =>
  Object.fromEntries(
    readdirSync(join(folder, out)).map((name) => [name, readFileSync(join(folder, out, name), 'utf8')]),
  );

beforeAll(async () => {
  told = await writePhotos(photos, COUNT);
  writeTexts(folder, { 'captions.txt': captionFiles["Flickr8k's captions.txt"]?.(told) ?? '' });
  expect(await prepare('whole')).toMatchObject({ code: 0, err: '' });
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('npm run prepare-data', () => {
  it('makes a folder that loads, without anything else in it', async () => {
    const data = await loadCocoData(join(folder, 'whole'));
    const sizes = Object.values(data.splits).map(({ name, features }) => [name, features.count]);
    expect(sizes).toEqual([
      ['train', 48],
      ['val', 6],
      ['test', 6],
    ]);
    expect(data.featureMark?.fingerprint).toBe('scenes-1');
    data.close();
    expect(readdirSync(join(folder, 'whole')).sort()).toEqual(
      [
        ...['coco2014_captions.h5', 'coco2014_vocab.json', 'prepared.json', 'references.json'],
        ...['test', 'train', 'val'].flatMap((name) => [`${name}2014_urls.txt`, `${name}2014_vgg16_fc7.h5`]),
      ].sort(),
    );
  });

  it('writes the same bytes again, in place of the first, and to another folder', async () => {
    const before = contentOf('whole');
    const again = await prepare('whole');
    expect(again.out).not.toContain('resumed');
    expect(contentOf('whole')).toEqual(before);
    expect((await prepare('other')).code).toBe(0);
    expect(contentOf('other')).toEqual(before);
  });

  it('leaves no file of a split that no longer exists', async () => {
    expect(await prepare('other', '--val', '0', '--test', '0.2')).toMatchObject({ code: 0, err: '' });
    const splits = Object.values((await loadCocoData(join(folder, 'other'))).splits);
    expect(splits.map(({ name, features }) => [name, features.count])).toEqual([
      ['train', 48],
      ['test', 12],
    ]);
    expect(readdirSync(join(folder, 'other')).filter((name) => name.startsWith('val'))).toEqual([]);
  });

  it.each(['SIGKILL', 'SIGINT'] as const)('resumes after %s, with the same bytes', async (signal) => {
    const out = `after ${signal}`;
    const args = ['--pictures', photos, '--captions', captions, '--out', join(folder, out)];
    let stopped: Ended = { code: 0, out: '', err: '' };
    // It may have ended before the signal comes.
    for (let attempt = 0; attempt < 10 && stopped.code === 0; attempt++) {
      rmSync(join(folder, out), { recursive: true, force: true });
      stopped = await runScript('prepare', [...args, '--batch', '1'], (child, said) => {
        if (said.includes('picture 1/60')) child.kill(signal);
      });
    }
    expect(stopped.code).toBe(signal === 'SIGINT' ? 130 : null);
    expect(readdirSync(join(folder, out, 'unfinished')).length).toBeGreaterThan(1);
    const resumed = await runScript('prepare', [...args, '--batch', '1']);
    expect(resumed).toMatchObject({ code: 0, err: '' });
    expect(resumed.out).toMatch(/resumed {5}\d+ of 60 pictures were done/);
    expect(contentOf(out)).toEqual(contentOf('whole'));
  });

  it('uses no batches of other pictures', async () => {
    const out = join(folder, 'changed');
    writeTexts(out, { 'unfinished/plan.json': '{}' });
    const others = encodeBatch({ features: new Float32Array(16 * DESCRIPTOR_LENGTH), skipped: [] });
    writeFileSync(join(out, 'unfinished/batch-000000'), others);
    const done = await prepare('changed');
    expect(done).toMatchObject({ code: 0 });
    expect(done.out).not.toContain('resumed');
    expect(contentOf('changed')).toEqual(contentOf('whole'));
  });

  it('reads captions beside the pictures, and names what it leaves out', async () => {
    const own = join(folder, 'own photos');
    cpSync(photos, own, { recursive: true });
    writeTexts(own, textsBesidePictures(told));
    writeTexts(own, { 'broken.jpg': 'no picture', 'broken.txt': 'a broken picture', 'silent.png': '' });
    const out = join(folder, 'beside');
    const done = await runScript('prepare', ['--pictures', own, '--out', out]);
    expect(done).toMatchObject({ code: 0, err: '' });
    expect(done.out).toContain('a text beside each picture');
    expect(done.out).toContain('1 picture without captions left out: silent.png');
    expect(done.out).toMatch(/skipped {5}1 picture that cannot be decoded:\n {12}broken\.jpg: expected a picture/);
    const record = JSON.parse(readFileSync(join(out, 'prepared.json'), 'utf8'));
    expect(record.picturesNotDecoded).toEqual([{ path: 'broken.jpg', reason: expect.stringContaining('expected') }]);
    expect(record.picturesWithoutCaptions).toEqual(['silent.png']);
  });

  it('names captions of missing pictures', async () => {
    const some = [...told, { name: 'gone 1.jpg', captions: ['x'] }, { name: 'gone 2.jpg', captions: ['y'] }];
    writeTexts(folder, { 'more.jsonl': captionFiles["Hugging Face's metadata.jsonl"]?.(some) ?? '' });
    const args = ['--pictures', photos, '--captions', join(folder, 'more.jsonl'), '--out', join(folder, 'more')];
    const done = await runScript('prepare', args);
    expect(done.out).toContain('2 pictures with captions are missing: gone 1.jpg, gone 2.jpg');
    const record = JSON.parse(readFileSync(join(folder, 'more/prepared.json'), 'utf8'));
    expect(record.picturesMissing).toEqual(['gone 1.jpg', 'gone 2.jpg']);
  });
});

describe('npm run prepare-data refuses', () => {
  const refused = async (args: readonly string[], message: RegExp) => {
    const { code, err } = await runScript('prepare', args);
    expect(err).toMatch(message);
    expect(code).toBe(1);
  };

  it('a folder without captions or pictures, and captions with a fault, before anything is written', async () => {
    const out = join(folder, 'refused');
    await refused(['--pictures', photos, '--out', out], /photos: expected pictures with a \.txt .* --captions FILE/);
    await refused(
      ['--pictures', join(folder, 'none'), '--out', out],
      /none: expected a folder of pictures.*no such file or folder/,
    );
    const empty = join(folder, 'refused pictures');
    writeTexts(empty, { 'notes.md': 'none' });
    await refused(['--pictures', empty, '--captions', captions, '--out', out], /expected pictures, such as JPEG/);
    const picture = ['--pictures', photos, '--captions', join(photos, 'photo 000.jpg'), '--out', out];
    await refused(picture, /photo 000\.jpg: expected text in UTF-8, found a binary file/);
    writeTexts(folder, { 'wrong.csv': 'image,caption\na.jpg,a dog, running\n' });
    const wrong = ['--pictures', photos, '--captions', join(folder, 'wrong.csv'), '--out', out];
    await refused(wrong, /wrong\.csv, line 2: expected 2 cells/);
    await refused(['--pictures', photos, '--captions', join(folder, 'no.csv'), '--out', out], /no such file/);
    expect(existsSync(out)).toBe(false);
  });

  it('to overwrite another data set', async () => {
    const out = join(folder, 'theirs');
    writeTexts(out, { 'coco2014_captions.h5': 'theirs' });
    await refused(
      ['--pictures', photos, '--captions', captions, '--out', out],
      /theirs: expected a folder without a data set, .* found coco2014_captions\.h5/,
    );
    expect(readFileSync(join(out, 'coco2014_captions.h5'), 'utf8')).toBe('theirs');
  });

  it('invalid options', async () => {
    const some = ['--pictures', photos, '--captions', captions];
    await refused(some, /expected --out DIR, found none.*\n.*--help/);
    writeTexts(folder, { 'split.json': captionFiles["Karpathy's dataset.json"]?.(told) ?? '' });
    const split = ['--pictures', photos, '--captions', join(folder, 'split.json'), '--out', join(folder, 'x')];
    await refused([...split, '--seed', '3'], /--seed: expected captions without splits of their own/);
    writeFileSync(join(folder, 'file'), '');
    await refused([...some, '--out', join(folder, 'file')], /file: expected a folder/);
    const below = join(folder, 'file', 'below');
    await refused([...some, '--out', below], /below: expected a folder that can be written to, found (EEXIST|ENOTDIR)/);
  });
});
