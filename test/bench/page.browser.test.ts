import type { Browser, Page } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Results } from '../../bench/results.ts';
import { usualSections } from '../../bench/section_names.ts';
import { launchChromium } from '../../scripts/browsers.ts';
import { WITHOUT_ZEROS } from '../../scripts/node_webgpu.ts';
import { type Served, servePage } from '../../scripts/start/serve.ts';
import { ops } from '../../src/ops/every_op.ts';

const measured = usualSections;

let served: Served;
let browser: Browser;
let page: Page;
let saved: Results;
const requests: string[] = [];
const errors: string[] = [];

/** Clicks 'Save JSON' and reads the file that the page offers. */
async function save(): Promise<Results> {
  const text = await page.evaluate(async () => {
    const made = URL.createObjectURL;
    const file = new Promise<Blob>((resolve) => {
      URL.createObjectURL = (blob) => {
        resolve(blob as Blob);
        return made(blob);
      };
    });
    document.querySelector<HTMLButtonElement>('#save')?.click();
    return (await file).text();
  });
  return JSON.parse(text);
}

beforeAll(async () => {
  served = await servePage('bench/index.html');
  browser = await launchChromium({ software: true, args: [`--${WITHOUT_ZEROS}`] });
  page = await browser.newPage();
  page.on('request', (request) => requests.push(request.url()));
  page.on('pageerror', (error) => errors.push(String(error)));
  await page.goto(`${served.address}?effort=tiny`);
  await page.waitForSelector('#run-all:not(:disabled)');
  await page.click('#run-all');
  await page.waitForSelector(`#section-${measured.at(-1)} .found`);
  await page.waitForSelector('#save:not(:disabled)');
  saved = await save();
});

afterAll(async () => {
  await browser?.close();
  await served?.close();
});

describe('the benchmark page, everything measured at tiny sizes', () => {
  it('has every kernel in its table, each checked against the CPU, and timed', async () => {
    expect(errors).toEqual([]);
    // Else its clocks are coarse, and other libraries have no threads.
    expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
    const rows = saved.sections.find(({ section }) => section === 'kernels')?.tables[0]?.rows ?? [];
    expect([...new Set(rows.map(([name]) => name))]).toEqual(Object.keys(ops));
    for (const [name, , check, error, time] of rows) {
      expect(check, String(name)).toBe('passed');
      expect(error, String(name)).toBeLessThanOrEqual(1);
      expect(time, String(name)).toMatchObject({ median: expect.any(Number), runs: 1 });
    }
  });

  it('shows a table with numbers for every section, and no fault', async () => {
    for (const name of measured) {
      const rows = await page.$$eval(`#section-${name} tbody tr`, (list) => list.length);
      expect(rows, name).toBeGreaterThan(0);
    }
    expect(await page.$$eval('.fault', (list) => list.map(({ textContent }) => textContent))).toEqual([]);
    expect(await page.$$eval('.plot canvas', (list) => list.length)).toBe(7);
  });

  it('saves what it shows, with adapter, browser, machine, commit and date', () => {
    expect(saved.sections.map(({ section }) => section)).toEqual(measured);
    expect(saved.circumstances).toMatchObject({
      software: true,
      quick: true,
      browser: expect.stringMatching(/Chrome \d+/),
    });
    expect(saved.circumstances.adapter).toMatch(/swiftshader/i);
    expect(Date.parse(saved.circumstances.date)).toBeGreaterThan(0);
  });

  it('labels a software adapter as such', async () => {
    expect(await page.$eval('#adapter', ({ textContent }) => textContent)).toMatch(/software adapter, not a GPU/);
    expect(await page.$eval('#circumstances', ({ textContent }) => textContent)).toMatch(/software adapter, not a GPU/);
  });

  it('has loaded no other library', () => {
    expect(requests.length).toBeGreaterThan(20);
    expect(requests.filter((url) => /tensorflow|@?jax-js/.test(url))).toEqual([]);
  });

  it('measures pictures on request, with TensorFlow.js too, which it then loads', async () => {
    await page.click('#section-pictures button');
    await page.waitForSelector('#section-pictures .found');
    const cells = await page.$$eval('#section-pictures tbody tr', (list) => list.map((row) => row.textContent));
    // Two passes over two batches each.
    for (const by of ['Fourgate, WebGPU', 'Fourgate, CPU', 'TensorFlow.js']) {
      expect(
        cells.filter((text) => text?.includes(by)),
        by,
      ).toHaveLength(4);
    }
    expect(await page.$$eval('.fault', (list) => list.map(({ textContent }) => textContent))).toEqual([]);
    expect(requests.some((url) => /tensorflow/.test(url))).toBe(true);
    expect(errors).toEqual([]);
  });

  it.each([360, 1600])('fits a window %d pixels wide', async (width) => {
    await page.setViewport({ width, height: 800 });
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
  });
});
