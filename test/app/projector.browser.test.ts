import type { Browser } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchChromium, launchFirefox } from '../../scripts/browsers.ts';
import { type Served, servePage } from '../../scripts/start/serve.ts';
import { Driven } from './drive.ts';

let served: Served;
beforeAll(async () => {
  served = await servePage('test/app/fake.html');
});
afterAll(() => served?.close());

describe.each([
  ['Chromium', launchChromium],
  ['Firefox', launchFirefox],
] as const)('the view for a projector, in %s', (_, launch) => {
  let browser: Browser;
  let driven: Driven;
  beforeAll(async () => {
    browser = await launch();
    driven = await Driven.open(browser, `${served.address}?hidden=64`);
    await driven.page.setViewport({ width: 1280, height: 720 });
    await driven.next('dataset', 0);
    await driven.click('#start');
    await driven.page.waitForSelector('#result');
    await driven.click('#grid li:nth-child(2) .pick');
    await driven.page.waitForSelector('#inside');
  });
  afterAll(async () => {
    expect(driven?.errors).toEqual([]);
    await browser?.close();
  });

  const shows = (on: boolean) =>
    driven.page.waitForFunction(
      (wanted) => document.documentElement.classList.contains('projector') === wanted,
      {},
      on,
    );
  /** Of these, what can be seen. */
  const seen = (selector: string) =>
    driven.page.$$eval(selector, (all) => all.filter((one) => one.getClientRects().length > 0).length);
  const address = () => driven.page.evaluate(() => location.search + location.hash);
  const sizeOf = (selector: string) =>
    driven.page.$eval(selector, (element) => Number.parseFloat(getComputedStyle(element).fontSize));

  it('opens by keyboard, with larger type: the run, the curve, the pictures and their captions, the strips', async () => {
    const before = await sizeOf('#grid .caption');
    await driven.page.focus('#projector');
    await driven.page.keyboard.press('Enter');
    await shows(true);
    expect(await sizeOf('#grid .caption')).toBeGreaterThan(1.15 * before);
    expect(await seen('.run .controls button')).toBe(3);
    expect(await seen('#curve canvas')).toBe(1);
    expect([await seen('#grid canvas'), await seen('#grid .caption')]).toEqual([12, 12]);
    expect(await seen('.strip canvas')).toBe(6);
    expect(await seen('details, select, input, .setup, .files, footer')).toBe(0);
    expect(await address()).toBe('?hidden=64#projector');
  });

  it('draws the numbers of the curve as large as its text', async () => {
    const font = () =>
      driven.page.$eval('#curve canvas', (canvas) =>
        Number.parseFloat((canvas as HTMLCanvasElement).getContext('2d')?.font.replace(/^\D*/, '') ?? ''),
      );
    const large = (await font()) / (await driven.page.evaluate(() => devicePixelRatio));
    expect(large).toBeGreaterThanOrEqual((14 / 16) * (await sizeOf('html')) - 0.5);
  });

  it.each([320, 800, 1920])('fits a window of %i pixels', async (width) => {
    await driven.page.setViewport({ width, height: 720 });
    await driven.page.waitForFunction(
      (wanted) => innerWidth === wanted && document.documentElement.scrollWidth <= wanted,
      {},
      width,
    );
  });

  it('closes with Escape, once no strip needs the key', async () => {
    await driven.page.setViewport({ width: 1280, height: 720 });
    await driven.page.focus('.strip [role=slider]');
    await driven.page.keyboard.press('ArrowRight');
    await driven.page.waitForSelector('.strip .following');
    await driven.page.keyboard.press('Escape');
    await driven.page.waitForFunction(() => !document.querySelector('.strip .following'));
    await shows(true);
    await driven.page.keyboard.press('Escape');
    await shows(false);
    expect(await address()).toBe('?hidden=64');
    expect(await seen('.setup, .files, footer')).toBe(3);
  });

  it('survives a reload, and closes with its button', async () => {
    await driven.click('#projector');
    await shows(true);
    await driven.page.reload();
    await shows(true);
    expect(await driven.text('#projector')).toBe('Leave projector view');
    await driven.click('#projector');
    await shows(false);
    expect(await address()).toBe('?hidden=64');
  });
});
