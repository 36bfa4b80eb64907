import { linkSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchChromium } from '../../scripts/browsers.ts';
import { type Served, servePage } from '../../scripts/start/serve.ts';
import { queryOf, type RunRequest } from '../../src/client/run_request.ts';
import { writePhotos, writeTexts } from '../prepare/support/photo_folder.ts';
import { captionFiles, type Told, textsBesidePictures } from '../prepare/support/six_formats.ts';
import { smallFile } from '../vision/support/small_squeezenet.ts';
import { drop } from './drag.ts';
import { Driven } from './drive.ts';

const COUNT = 30;
const request: RunRequest = {
  source: { kind: 'scenes', train: 20, val: 4, test: 4 },
  options: { backend: 'cpu', hiddenDim: 12, wordvecDim: 8, batchSize: 8, numEpochs: 1, iterations: 4 },
};

const folder = mkdtempSync(join(tmpdir(), 'fourgate-photos-'));
const photos = join(folder, 'my photos');
const weights = join(folder, 'small.safetensors');
const other = join(folder, 'other.safetensors');
let told: Told[] = [];
let served: Served;
let browser: Awaited<ReturnType<typeof launchChromium>>;
let driven: Driven;

beforeAll(async () => {
  told = await writePhotos(photos, COUNT);
  writeTexts(photos, {
    'captions.jsonl': captionFiles["Hugging Face's metadata.jsonl"]?.(told) ?? '',
    'x.jpg': 'none',
  });
  writeFileSync(weights, smallFile('1.1'));
  writeFileSync(other, smallFile('1.0'));
  served = await servePage('index.html');
  browser = await launchChromium();
  driven = await Driven.open(browser, served.withKey(queryOf(request)));
  await driven.next('finished', 0);
});

afterAll(async () => {
  await driven?.close();
  await browser?.close();
  served?.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Files that the browser keeps of the features, and when each was written. */
const keptFiles = () =>
  driven.page.evaluate(async () => {
    const root = await navigator.storage.getDirectory();
    const kept = await root.getDirectoryHandle('fourgate-features');
    const files: [name: string, written: number][] = [];
    for (const name of ['batch-000000', 'batch-000001', 'plan.json']) {
      const file = await (await kept.getFileHandle(name)).getFile();
      files.push([name, file.lastModified]);
    }
    return files;
  });

/** Chooses the weights of the network by hand. */
async function chooseWeights(path = weights) {
  const input = await driven.page.$('#photos-files');
  await (input as unknown as { uploadFile(path: string): Promise<void> }).uploadFile(path);
  await driven.page.waitForFunction(
    (name) => document.querySelector('.data')?.textContent?.includes(name),
    {},
    basename(path),
  );
}

/** Drops a folder of photos with captions, which the page calls so, and waits until it shows them. */
async function dropPhotos(path: string, captions: string, count = COUNT) {
  await drop(driven.page, { files: [path] });
  await driven.page.waitForSelector('input[value=photos]:checked');
  await driven.page.waitForFunction(
    (...wanted) => wanted.every((one) => document.querySelector('.data')?.textContent?.includes(one)),
    {},
    `${count} photos`,
    captions,
  );
}

/** Makes the data set. Resolves with what the worker says of it. */
async function make() {
  const mark = driven.events.length;
  await driven.click('#make-dataset');
  return (await driven.next('dataset', mark)).summary;
}

/** Trains on the data set. Resolves with the end of it. */
async function train() {
  const mark = driven.events.length;
  await driven.click('#start');
  return driven.next('finished', mark);
}

describe('a folder of photos with captions dropped on the page', () => {
  it('becomes a data set, with features of the given network', async () => {
    await dropPhotos(photos, 'captions.jsonl', COUNT + 1);
    await chooseWeights();
    const summary = await make();
    expect(summary.splits.map(({ name, images }) => [name, images])).toEqual([
      ['train', 24],
      ['val', 3],
      ['test', 3],
    ]);
    expect(summary.featuresBy).toMatch(/^SqueezeNet 1\.1/);
    expect(summary.remarks).toEqual(['1 picture without captions left out: x.jpg']);
    expect(await driven.text('#summary caption')).toMatch(/SqueezeNet 1\.1.*without captions left out: x\.jpg\./);
    expect(await driven.page.$$eval('#grid img', (images) => images.length)).toBe(3);
  });

  it('is trained on, and its pictures are captioned', async () => {
    const finished = await train();
    expect([finished.step, finished.pictures.length]).toEqual([4, 3]);
    expect(driven.errors).toEqual([]);
  });

  it('needs no network after a reload: its features are cached', async () => {
    const before = driven.last('dataset')?.summary;
    const written = await keptFiles();
    await driven.close();
    driven = await Driven.open(browser, served.withKey(queryOf(request)));
    await driven.next('finished', 0);
    await dropPhotos(photos, 'captions.jsonl', COUNT + 1);
    await chooseWeights();
    const { seconds: _, ...again } = await make();
    expect(before).toMatchObject(again);
    expect(await keptFiles()).toEqual(written);
    expect(driven.errors).toEqual([]);
  });
});

/** Files of captions as people have them; the last format is a text beside each photo. */
const named: readonly (readonly [format: string, file: string])[] = [
  ["COCO's annotations", 'captions_val2014.json'],
  ["Karpathy's dataset.json", 'dataset_flickr8k.json'],
  ["Flickr8k's captions.txt", 'captions.txt'],
  ["Flickr8k's token.txt", 'Flickr8k.token.txt'],
  ["Hugging Face's metadata.jsonl", 'metadata.jsonl'],
  ["Hugging Face's metadata.csv", 'metadata.csv'],
  ['a text beside each picture', ''],
];

/** A folder of the same photos, of the same age, with captions in a format. */
function folderWith(format: string, file: string, text?: string): string {
  const path = join(folder, format, 'my photos');
  for (const { name } of told) {
    mkdirSync(dirname(join(path, name)), { recursive: true });
    linkSync(join(photos, name), join(path, name));
  }
  // One format has splits of its own.
  const splits = ['val', 'test'] as const;
  const pictures = told.map((one, index) => ({ ...one, split: splits[index % 10] ?? ('train' as const) }));
  writeTexts(path, file ? { [file]: text ?? captionFiles[format]?.(pictures) ?? '' } : textsBesidePictures(told));
  return path;
}

describe('captions of photos dropped on the page may be', () => {
  it.each(named)('%s: from the folder to a caption of another picture', async (format, file) => {
    await dropPhotos(folderWith(format, file), file || '30 texts');
    const before = await keptFiles();
    const summary = await make();
    expect(summary.splits.map(({ name, images, captions }) => [name, images, captions])).toEqual([
      ['train', 24, 120],
      ['val', 3, 15],
      ['test', 3, 15],
    ]);
    expect([summary.remarks, summary.featuresBy]).toEqual([undefined, expect.stringMatching(/^SqueezeNet 1\.1/)]);
    // The photos are those of before.
    expect(await keptFiles()).toEqual(before);
    expect(await train()).toMatchObject({ step: 4, stopped: false });
    const mark = driven.events.length;
    const own = told[1]?.name ?? '';
    await drop(driven.page, { files: [join(photos, own)] });
    const { captions } = await driven.next('described', mark, ({ split }) => split === 'own');
    expect(captions.length).toBeGreaterThan(0);
    await driven.page.waitForFunction(
      (name) => document.querySelector('.closer h2 .muted')?.textContent === name,
      {},
      own.replace('more/', ''),
    );
    await driven.page.waitForSelector('#nbest');
    expect(driven.errors).toEqual([]);
  });

  it('in a file with a fault, which is named: another file replaces it, as can other weights', async () => {
    const path = folderWith('a table', 'captions.csv', 'image,caption\nphoto 000.jpg,a square, red\n');
    await dropPhotos(path, 'captions.csv');
    const mark = driven.events.length;
    await driven.click('#make-dataset');
    const { fault } = await driven.next('failed', mark);
    expect(fault).toMatchObject({ where: 'captions.csv, line 2', expected: expect.stringMatching(/^2 cells/) });
    const right = join(path, 'right', 'captions.csv');
    writeTexts(dirname(right), { 'captions.csv': captionFiles["Hugging Face's metadata.csv"]?.(told) ?? '' });
    await drop(driven.page, { files: [right] });
    await driven.page.waitForFunction(() => document.querySelector('#said')?.textContent?.includes('captions.csv'));
    expect((await make()).splits.map(({ images }) => images)).toEqual([24, 3, 3]);
    // The chooser beside the photos takes what belongs to them, whatever a file of its kind may be elsewhere.
    await chooseWeights(other);
    expect(await driven.text('#lack')).toMatch(/Start needs the data set of your photos/);
    expect((await make()).featuresBy).toMatch(/^SqueezeNet 1\.0/);
  });

  it('beside photos with the same name in two folders', async () => {
    const path = join(folder, 'twins', 'my photos');
    for (const [index, name] of ['a/1.jpg', 'b/1.jpg', 'a/2.jpg', 'b/2.jpg'].entries()) {
      mkdirSync(dirname(join(path, name)), { recursive: true });
      linkSync(join(photos, told[6 * index]?.name ?? ''), join(path, name));
      writeTexts(path, { [name.replace('.jpg', '.txt')]: `a dog runs in the folder ${name.slice(0, 1)}\na dog` });
    }
    await dropPhotos(path, '4 texts', 4);
    const { splits, remarks } = await make();
    expect([splits.map(({ images }) => images), remarks]).toEqual([[2, 1, 1], undefined]);
  });
});
