import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ElementHandle } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchChromium } from '../../scripts/browsers.ts';
import { type Served, servePage } from '../../scripts/start/serve.ts';
import { writeSmallFolder } from '../start/small_folder.ts';
import { drop } from './drag.ts';
import { Driven } from './drive.ts';

let browser: Awaited<ReturnType<typeof launchChromium>>;
let folder: string;
const served: Served[] = [];
const serve = async (input?: string) => {
  const one = await servePage(input);
  served.push(one);
  return one.address;
};
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fourgate-test-'));
  browser = await launchChromium();
});
afterAll(async () => {
  await browser?.close();
  for (const one of served) one.close();
  await rm(folder, { recursive: true });
});

const facts = (driven: Driven) =>
  driven.page.$$eval('#fault dd', (items) => items.map((item) => item.textContent ?? ''));

describe('files of a user', () => {
  let driven: Driven;
  beforeAll(async () => {
    driven = await Driven.open(browser, await serve());
    await driven.next('dataset', 0);
    await driven.page.$eval('input[value=files]', (radio) => (radio as HTMLInputElement).click());
    await driven.page.waitForSelector('#files');
  });
  afterAll(() => driven.close());

  const choose = async (...paths: string[]) => {
    const input = (await driven.page.$('#files')) as ElementHandle<HTMLInputElement>;
    await input.uploadFile(...paths);
  };

  it('that are not part of the layout are named and ignored', async () => {
    const notes = join(folder, 'notes.txt');
    await writeFile(notes, 'hello');
    await choose(notes);
    await driven.page.waitForFunction(() =>
      document.querySelector('#said')?.textContent?.includes('notes.txt was ignored'),
    );
    // Scenes are still loaded, but not what a start would be meant for.
    expect(await driven.page.$('#start[aria-disabled=true]')).not.toBeNull();
  });

  it('that are dropped one by one are collected', async () => {
    await writeFile(join(folder, 'coco2014_vocab.json'), '{}');
    await drop(driven.page, { files: [join(folder, 'coco2014_vocab.json')] }, '.drop');
    await driven.page.waitForSelector('#missing');
    expect(await driven.text('#missing')).toMatch(/coco2014_captions\.h5.*train2014.*val2014/);
  });

  it('that are damaged are a fault: where, expected, found', async () => {
    const broken = await Promise.all(
      ['coco2014_captions.h5', 'train2014_vgg16_fc7.h5', 'val2014_vgg16_fc7.h5'].map(async (name) => {
        await writeFile(join(folder, name), 'this is text');
        return join(folder, name);
      }),
    );
    await choose(...broken);
    await driven.page.waitForSelector('#fault');
    const [where, expected, found] = await facts(driven);
    expect(where).toContain('coco2014_vocab.json');
    expect(expected).not.toBe('');
    expect(found).not.toBe('');
    expect(await driven.page.$('#start[aria-disabled=true]')).not.toBeNull();
  });

  it('that are complete are loaded, and trained on: a folder, dropped', async () => {
    const mark = driven.events.length;
    await writeSmallFolder(join(folder, 'small'));
    await drop(driven.page, { files: [join(folder, 'small')] });
    const { summary } = await driven.next('dataset', mark);
    expect(summary.splits.map(({ name, images }) => `${name} ${images}`)).toEqual(['train 24', 'val 8', 'test 8']);
    expect(await driven.page.$('#fault')).toBeNull();
    await driven.click('#step');
    await driven.next('paused', mark);
    expect(driven.last('captions')?.pictures[0]?.references).toHaveLength(5);
    await driven.click('#stop');
    await driven.next('finished', mark);
    expect(driven.errors).toEqual([]);
  });

  it('that only look like weights are refused by their reader, in the Checkpoint card and where they were dropped', async () => {
    await writeFile(join(folder, 'none.npz'), 'this is text');
    const mark = driven.events.length;
    await drop(driven.page, { files: [join(folder, 'none.npz')] });
    await driven.page.waitForSelector('#checkpoint-fault');
    expect(await driven.next('failed', mark)).toMatchObject({
      during: 'open',
      fault: { where: expect.stringContaining('none.npz') },
    });
    await driven.page.waitForFunction(() => document.querySelector('#said')?.textContent?.includes('cannot be used'));
    expect(await driven.page.$('#start:not([aria-disabled=true])')).not.toBeNull();
  });
});

describe('the page with a worker that answers at once', () => {
  let address: string;
  beforeAll(async () => {
    address = await serve('test/app/fake.html');
  });

  it('a lost device: the page reports it, and starts again on request', async () => {
    const driven = await Driven.open(browser, `${address}#fake=lost`);
    await driven.click('#start');
    await driven.page.waitForSelector('#fault');
    expect(await facts(driven)).toEqual(['WebGPU device', 'a device that lasts', 'it was lost', 'Start again.']);
    expect(await driven.text('#state')).toBe('Failed');
    const mark = driven.events.length;
    await driven.click('#again');
    await driven.next('step', mark, ({ step }) => step === 2);
    await driven.close();
  });

  it('a device lost during a kept run: the page continues the run on request', async () => {
    const driven = await Driven.open(browser, `${address}#fake=lostKept`);
    await driven.click('#start');
    await driven.page.waitForSelector('#fault');
    expect(await driven.text('#again')).toBe('Continue from step 40');
    expect(await driven.text('#kept-run')).toMatch(/This run is kept in this browser.*step 40 of 200/);
    await driven.click('#again');
    await driven.page.waitForFunction(() => window.heard.some((one) => one.type === 'start' && one.resume === true));
    expect(await driven.page.evaluate(() => window.heard.find(({ type }) => type === 'open'))).toMatchObject({
      file: { run: 'own', which: 'latest' },
    });
    await driven.close();
  });

  it('data that cannot be loaded: the page reports it, and cannot start', async () => {
    const driven = await Driven.open(browser, `${address}#fake=badData`);
    await driven.page.waitForSelector('#fault');
    expect((await facts(driven))[0]).toBe('coco2014_captions.h5');
    expect(await driven.page.$('#start[aria-disabled=true]')).not.toBeNull();
    await driven.close();
  });

  it('an address with an invalid value: the page names it', async () => {
    const driven = await Driven.open(browser, `${address}?run={"source":{"kind":"coco"}}`);
    await driven.page.waitForSelector('#fault');
    expect(await facts(driven)).toContain('coco');
    await driven.close();
  });

  it.each([360, 390, 768, 1280, 1600])('fits a window of %i pixels', async (width) => {
    const driven = await Driven.open(browser, `${address}?run={"source":{"kind":"files"}}#fake=missing`);
    await driven.page.setViewport({ width, height: 800 });
    await driven.page.waitForSelector('#no-webgpu');
    expect(await driven.page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
    await driven.close();
  });

  it('hundreds of steps per second: each is in the curve, none delays the page', async () => {
    const driven = await Driven.open(browser, address);
    await driven.click('#start');
    const finished = await driven.page.waitForSelector('#result');
    expect(await finished?.evaluate((element) => element.textContent)).toContain('94.2 %');
    await driven.next('finished', 0);
    expect(driven.of('step')).toHaveLength(200);
    expect(await driven.text('#at-step')).toBe('200 / 200');
    await driven.close();
  });
});
