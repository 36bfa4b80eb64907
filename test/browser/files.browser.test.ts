import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchChromium, launchFirefox } from '../../scripts/browsers.ts';
import { cocoFolder, filesOf } from '../data/support/coco_folder.ts';
import { writeLargeFeatures } from '../data/support/large_file.ts';
import type { FilesReply } from './files_worker.ts';
import { type OpenPage, openTestPage } from './serve.ts';

/** COCO's training images and the length of fc7: 1.36 GB. */
const IMAGES = 82_783;
const LENGTH = 4096;
const FEATURES = 'train2014_vgg16_fc7.h5';
const rows = Array.from({ length: 100 }, (_, i) => (i * 7919) % IMAGES);

/** A folder of CS231n files for one split, and their paths. */
async function writeFolder(): Promise<{ folder: string; paths: string[] }> {
  const folder = mkdtempSync(join(tmpdir(), 'fourgate-files-'));
  const coco = cocoFolder();
  coco.captions = {
    train_captions: { data: Int32Array.from(rows.flatMap(() => [1, 4, 5, 2])), shape: [100, 4] },
    train_image_idxs: { data: Int32Array.from(rows), shape: [100] },
  };
  coco.features = {};
  coco.urls = {};
  const files = await filesOf(coco);
  for (const { name, bytes } of files) writeFileSync(join(folder, name), bytes);
  await writeLargeFeatures(join(folder, FEATURES), IMAGES, LENGTH, rows);
  return { folder, paths: [...files.map(({ name }) => name), FEATURES].map((name) => join(folder, name)) };
}

/** Starts the worker and a chooser of files in the page. */
async function startWorker(page: Page): Promise<void> {
  await page.evaluate(() => {
    const input = Object.assign(document.createElement('input'), { type: 'file', multiple: true });
    const worker = new Worker('/test/browser/files_worker.ts', { type: 'module' });
    const ask = (message: unknown) =>
      new Promise((resolve, reject) => {
        worker.onmessage = ({ data }) => resolve(data);
        worker.onerror = (event) => reject(new Error(event.message || 'the worker could not be started'));
        worker.postMessage(message);
      });
    document.body.append(input);
    Object.assign(window, { askWorker: ask });
  });
}

async function choose(page: Page, paths: readonly string[]): Promise<FilesReply> {
  const input = await page.$('input[type=file]');
  await input?.uploadFile(...paths);
  return page.evaluate('askWorker({ files: [...document.querySelector("input").files] })') as Promise<FilesReply>;
}

const browsers: [name: string, launch: () => Promise<Browser>][] = [
  ['Chromium', () => launchChromium({ software: true })],
  ['Firefox', launchFirefox],
];

describe.each(browsers)('files chosen in %s', (_, launch) => {
  let open: OpenPage;
  let written: { folder: string; paths: string[] };

  beforeAll(async () => {
    written = await writeFolder();
    open = await openTestPage(launch);
    await startWorker(open.page);
  });
  afterAll(async () => {
    await open?.close();
    rmSync(written.folder, { recursive: true });
  });

  it('a missing file is named', async () => {
    const reply = await choose(open.page, written.paths.slice(1));
    expect(reply.error).toMatchObject({ name: 'DataError', where: 'dropped files' });
    expect(reply.error?.found).toContain(FEATURES);
  });

  it('1.36 GB of features open in a worker without being read', async () => {
    const reply = await choose(open.page, written.paths);
    expect(reply.error).toBeUndefined();
    expect(reply.splits).toEqual([{ name: 'train', captions: 100, images: IMAGES }]);
    expect(reply.bytesRead).toBeLessThan(200_000);
    const read = (await open.page.evaluate(`askWorker({ rows: ${JSON.stringify(rows)} })`)) as FilesReply;
    expect(read.firsts).toEqual(rows);
    // The rows themselves, and nothing beside them.
    expect(read.bytesRead).toBeLessThan(200_000 + 100 * LENGTH * 4);
  });

  it('a file deleted in the meantime is named', async () => {
    rmSync(join(written.folder, FEATURES));
    const reply = (await open.page.evaluate(`askWorker({ rows: [1, 50000] })`)) as FilesReply;
    expect(reply.error).toMatchObject({ name: 'DataError', where: FEATURES });
  });
});
