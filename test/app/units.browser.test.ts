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

const strip = (n: number) => `#strip-${'ifogch'[n - 1]}`;

describe.each([
  ['Chromium', launchChromium],
  ['Firefox', launchFirefox],
] as const)('one unit, in %s', (_, launch) => {
  let browser: Browser;
  let driven: Driven;
  beforeAll(async () => {
    browser = await launch();
    driven = await Driven.open(browser, served.address);
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

  const attribute = (selector: string, name: string) =>
    driven.page.$eval(selector, (element, wanted) => element.getAttribute(wanted), name);
  const texts = (selector: string) =>
    driven.page.$$eval(selector, (all) => all.map((one) => one.textContent?.trim() ?? ''));
  /** The unit that is marked in each strip: the fake's order is from 47 down to 0. */
  const marked = () =>
    driven.page.$$eval('.strip [role=slider]', (all) =>
      all.map((one) => (one.classList.contains('following') ? 47 - Number(one.getAttribute('aria-valuenow')) : null)),
    );
  const follows = (unit: number) =>
    driven.page.waitForFunction(
      (wanted) => document.querySelector<HTMLInputElement>('#unit')?.value === wanted,
      {},
      String(unit),
    );

  it('is not chosen at first: the strips say how to begin', async () => {
    expect(await marked()).toEqual(Array(6).fill(null));
    expect(await attribute(strip(1), 'aria-valuetext')).toMatch(/^no unit at “\S+”; /);
    expect(await driven.page.$('#unit-values')).toBeNull();
  });

  it('is marked in all strips once its column is clicked, with its values beside the words', async () => {
    const box = await driven.atRest(strip(6));
    // The third row, and the column in place 40: unit 7.
    await driven.page.mouse.click(box.x + (box.width * 40.5) / 48, box.y + (box.height * 2.5) / 9);
    await follows(7);
    expect(await marked()).toEqual(Array(6).fill(7));
    expect(await texts('#unit-values thead th')).toEqual(['word', 'i', 'f', 'o', 'g', 'c', 'h']);
    expect(await texts('#unit-values tbody th')).toHaveLength(9);
    // g of unit u at word t is sin(u / 5 + t); the gates are half of it above a half, f a word ahead and o two.
    const wave = (t: number) => Math.sin(7 / 5 + t);
    const signed = (value: number) => `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(2)}`;
    const gates = [2, 3, 4].map((t) => (0.5 + 0.5 * wave(t)).toFixed(2));
    expect(await texts('#unit-values tbody tr.chosen td')).toEqual([
      ...gates,
      ...[wave(2), 3 * wave(2), 0.8 * wave(2)].map(signed),
    ]);
  });

  it('stays the same at another word, in another caption and in another picture', async () => {
    await driven.page.focus('#nbest .word:nth-child(5)');
    await driven.page.waitForSelector('#unit-values tbody tr:nth-child(5).chosen');
    await driven.click('#grid li:nth-child(4) .pick');
    await driven.page.waitForFunction(() =>
      document.querySelector('.closer .muted')?.textContent?.includes('picture 5 '),
    );
    await driven.page.waitForSelector('#unit-values');
    expect(await marked()).toEqual(Array(6).fill(7));
  });

  it('is chosen with the arrow keys alone; up and down move from word to word', async () => {
    await driven.page.focus(strip(2));
    await driven.page.keyboard.press('ArrowRight');
    await follows(6);
    await driven.page.keyboard.press('PageDown');
    await follows(16);
    await driven.page.keyboard.press('End');
    await follows(0);
    await driven.page.keyboard.press('Home');
    await follows(47);
    const word = () =>
      driven.page.$$eval('#unit-values tbody tr', (all) => all.findIndex((row) => row.className === 'chosen'));
    const before = await word();
    await driven.page.keyboard.press('ArrowUp');
    await driven.page.waitForFunction(
      (wanted) => document.querySelectorAll('#unit-values tbody tr')[wanted]?.className === 'chosen',
      {},
      before - 1,
    );
    expect(await attribute(strip(2), 'aria-valuetext')).toMatch(
      /^unit 47: \d\.\d\d at “\S+”; \d+ of 48 units above 0\.9, /,
    );
    await driven.page.keyboard.press('Escape');
    await driven.page.waitForFunction(() => !document.querySelector('#unit-values'));
    expect(await marked()).toEqual(Array(6).fill(null));
  });

  it('is chosen by its number', async () => {
    await driven.page.focus('#unit');
    await driven.page.keyboard.type('9');
    await driven.page.waitForSelector('#unit-values');
    expect(await marked()).toEqual(Array(6).fill(9));
    // There is no unit 99: the one that is followed stays.
    await driven.page.keyboard.type('9');
    await driven.page.keyboard.press('Tab');
    await follows(9);
    await driven.click('#unfollow');
    await driven.page.waitForFunction(() => !document.querySelector('#unit-values'));
  });

  it('has words at which it stands out, recorded once for all units', async () => {
    await driven.click('#survey');
    await driven.page.waitForSelector('#units-of-word, #fires p.muted');
    expect((await texts('#fires [role=status]'))[0]).toBe(
      'Over the model’s captions of 64 pictures of test: 228 words, 6 different.',
    );
    await driven.page.focus('#unit');
    await driven.page.keyboard.type('7');
    await driven.page.waitForSelector('#unit-words');
    // 0.05 at all words but "red", which occurs 14 times of 228.
    expect(await texts('#unit-words .high tr:nth-child(2) > *')).toEqual(['red', '14', '+0.80', '+0.05']);
    const elsewhere = (0.05 * (228 - 14 - 64) + 0.8 * 14) / (228 - 64);
    expect(await texts('#unit-words th[scope=rowgroup]')).toEqual(['high at', 'low at']);
    const row = 1 + (await texts('#unit-words .low th')).indexOf('a');
    expect((await texts(`#unit-words .low tr:nth-child(${row}) > *`))[3]).toBe(`+${elsewhere.toFixed(2)}`);
    expect((await texts('#unit-words tbody th')).includes('seldom')).toBe(false);
    expect(await texts('#fires > p.muted')).toContain('1 word said fewer than 3 times is left out.');
    expect(await driven.page.evaluate(() => window.heard.filter(({ type }) => type === 'survey').length)).toBe(1);
  });

  it('is found from a word: units that stand out at it are buttons', async () => {
    await driven.page.$$eval('#nbest li:first-child .word', (all) => {
      (all.find((one) => one.textContent === 'a') as HTMLElement).focus();
    });
    await driven.page.select('#unit-number', 'c');
    await driven.page.waitForFunction(() =>
      document.querySelector('#unit-words thead')?.textContent?.includes('mean c'),
    );
    expect((await texts('#unit-words .high tr:nth-child(2) > *'))[2]).toBe('+2.40');
    await driven.page.select('#unit-by', 'read');
    await driven.page.waitForFunction(
      () => document.querySelector('#unit-words .high tr:nth-child(2) td:nth-child(3)')?.textContent === '+1.20',
    );
    await driven.page.waitForSelector('#units-of-word button, #fires > p:last-child');
    await driven.page.select('#unit-by', 'said');
    await driven.page.waitForSelector('#units-of-word button');
    // At "a" unit 9 differs most from what it is elsewhere: "green" is elsewhere.
    expect((await texts('#units-of-word .high button'))[0]).toMatch(/^9 /);
    await driven.click('#units-of-word button');
    await follows(9);
    expect(await texts('#unit-words .low tr:nth-child(2) > *')).toEqual(['green', '20', '−1.80', '+0.15']);
  });

  it.each([320, 390, 1024])('fits a window of %i pixels', async (width) => {
    expect(await driven.page.$$eval('#unit-values, #unit-words', (all) => all.length)).toBe(2);
    await driven.page.setViewport({ width, height: 800 });
    await driven.page.waitForFunction(
      (wanted) => innerWidth === wanted && document.documentElement.scrollWidth <= wanted,
      {},
      width,
    );
  });
});

describe.each(['', '&backend=cpu'])('the strips while a run trains%s', (settings) => {
  let browser: Browser;
  let driven: Driven;
  beforeAll(async () => {
    browser = await launchChromium();
    driven = await Driven.open(browser, `${served.address}?iterations=100000${settings}`);
    await driven.next('dataset', 0);
    await driven.click('#start');
    await driven.next('captions', 0);
    await driven.page.waitForSelector('#point-hint');
  });
  afterAll(async () => {
    expect(driven?.errors).toEqual([]);
    await browser?.close();
  });

  const asked = (type: 'explain' | 'describe' | 'follow') =>
    driven.page.evaluate((wanted) => window.heard.filter((one) => one.type === wanted).length, type);
  const captionsPass = async () => {
    for (let i = 0; i < 3; i++) await driven.next('captions');
  };

  it('appear by themselves, and move with it, without the regions that take long', async () => {
    await captionsPass();
    await driven.page.waitForSelector('#inside .strip');
    expect(await driven.page.evaluate(() => scrollY)).toBe(0);
    expect(await driven.text('.closer h2')).toContain('picture 2 of test');
    // Asked for once, when it was chosen; since then it is followed.
    expect([await asked('explain'), await asked('describe'), await asked('follow')]).toEqual([0, 1, 1]);
    await driven.page.focus('#nbest li:first-child .word:nth-child(2)');
    await driven.next('explained', 0, ({ relevance }) => relevance !== undefined);
    await driven.page.waitForFunction(() =>
      document.querySelector('#places')?.textContent?.includes('an earlier step'),
    );
  });

  it('are of the step of the pictures’ captions and of what is said word by word', async () => {
    const steps = await driven.page.evaluate(async () => {
      const found: string[][] = [];
      while (found.length < 30) {
        await new Promise((painted) => setTimeout(painted, 20));
        const texts = ['.pictures h2', '#captioned-at', '#of-step'].map((selector) => {
          return document.querySelector(selector)?.textContent?.match(/step ([\d,]+)/)?.[1] ?? '';
        });
        found.push(texts);
      }
      return found;
    });
    for (const [pictures, words, strips] of steps) expect([words, strips]).toEqual([pictures, pictures]);
    expect(new Set(steps.map(([pictures]) => pictures)).size).toBeGreaterThan(1);
  });

  it('do not move while updates are off, until the run is paused', async () => {
    await driven.click('#live');
    await captionsPass();
    const before = [await asked('describe'), await asked('explain'), driven.of('described').length];
    const step = await driven.text('#of-step');
    await captionsPass();
    expect([await asked('describe'), await asked('explain'), driven.of('described').length]).toEqual(before);
    expect(await driven.text('#of-step')).toBe(step);
    const from = driven.events.length;
    await driven.click('#pause');
    await driven.next('described', from);
    await driven.next('explained', from, ({ relevance }) => relevance !== undefined);
  });
});
