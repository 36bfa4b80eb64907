import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchChromium } from '../../scripts/browsers.ts';
import { type Served, servePage } from '../../scripts/start/serve.ts';
import { queryOf, type RunRequest } from '../../src/app/run_request.ts';
import { writePhotos, writeTexts } from '../prepare/support/photo_folder.ts';
import { captionFiles } from '../prepare/support/six_formats.ts';
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
let served: Served;
let browser: Awaited<ReturnType<typeof launchChromium>>;
let driven: Driven;

beforeAll(async () => {
  const told = await writePhotos(photos, COUNT);
  writeTexts(photos, {
    'captions.jsonl': captionFiles["Hugging Face's metadata.jsonl"]?.(told) ?? '',
    'x.jpg': 'none',
  });
  writeFileSync(weights, smallFile('1.1'));
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

/** Drops folder and weights, and makes the data set. Resolves with what the worker says of it. */
async function make() {
  await drop(driven.page, { files: [photos] });
  await driven.page.waitForSelector('input[value=photos]:checked');
  await driven.page.waitForFunction(() =>
    /30 photos|31 photos/.test(document.querySelector('.data')?.textContent ?? ''),
  );
  const input = await driven.page.$('#photos-files');
  await (input as unknown as { uploadFile(path: string): Promise<void> }).uploadFile(weights);
  await driven.page.waitForFunction(() => document.querySelector('.data')?.textContent?.includes('small.safetensors'));
  const mark = driven.events.length;
  await driven.click('#make-dataset');
  return (await driven.next('dataset', mark)).summary;
}

describe('a folder of photos with captions that is dropped on the page', () => {
  it('becomes a data set, with features of the network whose weights are given', async () => {
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
    const mark = driven.events.length;
    await driven.click('#start');
    const finished = await driven.next('finished', mark);
    expect([finished.step, finished.pictures.length]).toEqual([4, 3]);
    expect(driven.errors).toEqual([]);
  });

  it('needs no network again after a reload: its features are kept', async () => {
    const before = driven.last('dataset')?.summary;
    const written = await keptFiles();
    await driven.close();
    driven = await Driven.open(browser, served.withKey(queryOf(request)));
    await driven.next('finished', 0);
    const { seconds: _, ...again } = await make();
    expect(before).toMatchObject(again);
    expect(await keptFiles()).toEqual(written);
    expect(driven.errors).toEqual([]);
  });
});
