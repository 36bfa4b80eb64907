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

const slider = (name: string) => `#strip-${name}`;
const strip = (name: string) => `.strip:has(${slider(name)})`;
const H = 512;

describe.each([
  ['Chromium', launchChromium],
  ['Firefox', launchFirefox],
] as const)('strips of 512 units, in %s', (_, launch) => {
  let browser: Browser;
  let driven: Driven;
  beforeAll(async () => {
    browser = await launch();
    driven = await Driven.open(browser, `${served.address}#fake=manyUnits`);
    await driven.next('dataset', 0);
    await driven.page.setViewport({ width: 1400, height: 900 });
    await driven.click('#start');
    await driven.page.waitForSelector('#result');
    await driven.click('#grid li:nth-child(2) .pick');
    await driven.page.waitForSelector('#inside');
  });
  afterAll(async () => {
    expect(driven?.errors).toEqual([]);
    await browser?.close();
  });

  /** The strips that are lit, once there are any. */
  const lit = async () => {
    await driven.page.waitForSelector('.strip.lit');
    return driven.page.$$eval('.strip.lit strong', (names) => names.map(({ textContent }) => textContent));
  };
  const drawn = () =>
    driven.page.$$eval('#inside .part.lit .name', (names) => names.map(({ textContent }) => textContent));
  const followed = () => driven.page.$eval('#unit', (field) => Number((field as HTMLInputElement).value));
  const follows = (unit: number) =>
    driven.page.waitForFunction(
      (wanted) => document.querySelector<HTMLInputElement>('#unit')?.value === wanted,
      {},
      String(unit),
    );

  it('highlight their part of the figure and of the formula under the pointer, and vice versa', async () => {
    await driven.page.$eval('#inside .step summary', (fold) => (fold as HTMLElement).click());
    await driven.page.waitForSelector('#inside .step-figure svg');
    await driven.atRest(slider('f'));
    await driven.page.hover(`${strip('f')} figcaption`);
    await driven.page.waitForSelector('#inside .part.lit');
    expect(await drawn()).toEqual(['f']);
    expect(await driven.page.$$eval('.letter.lit', (all) => all.map((one) => one.textContent))).toEqual(['f']);
    await driven.atRest('.step-figure');
    await driven.page.hover('#inside .part:nth-of-type(2) rect');
    await driven.page.waitForFunction(() => document.querySelector('.strip.lit strong')?.textContent === 'i');
    await driven.page.hover('.step .formula:nth-child(2) .letter:nth-child(2)');
    await driven.page.waitForFunction(() => document.querySelector('.strip.lit strong')?.textContent === 'o');
    await driven.page.hover('h1');
    await driven.page.waitForFunction(() => !document.querySelector('.lit'));
  });

  it('are highlighted with keyboard focus, and a formula leads to its strip', async () => {
    await driven.page.focus(slider('g'));
    expect(await lit()).toEqual(['g']);
    expect(await drawn()).toEqual(['g']);
    await driven.click('#how > summary');
    await driven.page.waitForSelector('.formulas');
    await driven.page.focus('.formulas li:nth-child(5) button');
    await driven.page.waitForFunction(() => document.querySelector('.strip.lit strong')?.textContent === 'c');
    await driven.page.keyboard.press('Enter');
    expect(await driven.page.evaluate(() => document.activeElement?.id)).toBe('strip-c');
    expect(await lit()).toEqual(['c']);
  });

  it('show which unit a click would follow, through a lens', async () => {
    const box = await driven.atRest(slider('h'));
    expect(box.width / H).toBeLessThan(2);
    await driven.page.mouse.move(box.x + box.width * 0.37, box.y + box.height / 2);
    await driven.page.waitForSelector(`${strip('h')} .lens`);
    const said = await driven.text(`${strip('h')} > p:last-child`);
    const unit = Number(/^unit (\d+): [+−]?\d\.\d\d$/.exec(said)?.[1]);
    // The lens shows the pixels of the strip, with the unit's column in the middle.
    const same = await driven.page.evaluate(
      (at) => {
        const pixels = (canvas: HTMLCanvasElement | null, x: number) =>
          [...(canvas?.getContext('2d')?.getImageData(x, 0, 15, canvas.height).data ?? [])].join();
        const [whole, lens] = document.querySelectorAll<HTMLCanvasElement>('#strip-h canvas');
        return pixels(whole ?? null, at - 7) === pixels(lens ?? null, 0);
      },
      H - 1 - unit,
    );
    expect(same).toBe(true);
    await driven.page.mouse.down();
    await driven.page.mouse.up();
    await follows(unit);
    await driven.page.mouse.move(box.x, box.y - 200);
    await driven.page.hover('h1');
    // The lens stays with the unit that the keys move: the fake's order is from 511 down to 0.
    await driven.page.keyboard.press('ArrowRight');
    await follows(unit - 1);
    expect(await driven.text(`${strip('h')} > p:last-child`)).toMatch(new RegExp(`^unit ${unit - 1}: `));
    await driven.page.waitForSelector(`${strip('h')} .lens`);
  });

  it('have buttons that lead from a unit to its neighbours', async () => {
    const before = await followed();
    await driven.click('#unit-left');
    await follows(before + 1);
    await driven.click('#unit-right');
    await follows(before);
    await driven.page.focus(slider('h'));
    await driven.page.keyboard.press('Home');
    await follows(H - 1);
    await driven.page.waitForSelector('#unit-left[aria-disabled=true]');
  });

  it.each([320, 390, 1024])('fit a window of %i pixels, with the lens', async (width) => {
    await driven.page.setViewport({ width, height: 800 });
    await driven.page.focus(slider('h'));
    await driven.page.keyboard.press('End');
    await driven.page.waitForSelector('.lens');
    await driven.page.waitForFunction(
      (wanted) => innerWidth === wanted && document.documentElement.scrollWidth <= wanted,
      {},
      width,
    );
  });
});
