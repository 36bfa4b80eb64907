import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { count, driven, open, texts, useFakePage } from './fake_driven.ts';

useFakePage();

const table = '#unit-values';

/** Whether an element is in the window as a whole, below the bar of the run. */
const isInSight = (selector: string) =>
  driven.page.$eval(selector, (element) => {
    const { top, bottom } = element.getBoundingClientRect();
    return top >= (document.querySelector('.run')?.getBoundingClientRect().bottom ?? 0) && bottom <= innerHeight;
  });
const focused = () => driven.page.evaluate(() => document.activeElement?.id);
const scrolled = () => driven.page.evaluate(() => scrollY);
const unfollow = async () => {
  await driven.click('#unfollow');
  await driven.page.waitForFunction(() => !document.querySelector('#unit-values'));
};

/** A point of a strip, as shares of its width and height. */
const pointOf = async (name: string, across: number, down: number) => {
  const { x, y, width, height } = await driven.atRest(`#strip-${name}`);
  return [x + across * width, y + down * height] as const;
};

const train = async () => {
  await driven.page.emulateMediaFeatures([{ name: 'prefers-reduced-motion', value: 'reduce' }]);
  await driven.click('#start');
  await driven.page.waitForSelector('#result');
  await driven.click('#grid li:nth-child(2) .pick');
  await driven.page.waitForSelector('#inside .strip');
};

describe('the numbers of a followed unit', () => {
  beforeAll(async () => {
    await open('');
    await train();
  });
  afterAll(async () => {
    expect(driven.errors).toEqual([]);
    await driven.close();
  });

  it.each([
    [1400, 900],
    [390, 844],
  ])(
    'come into a window of %i by %i where a column is clicked; the next click leaves it where it is',
    async (width, height) => {
      await driven.page.setViewport({ width, height });
      const [x, y] = await pointOf('f', 0.5, 0.5);
      await driven.page.mouse.click(x, y);
      await driven.page.waitForSelector(table);
      await expect.poll(() => isInSight(table)).toBe(true);
      expect(await focused()).toBe('strip-f');
      expect(await texts('#unit-said')).toEqual([
        'Unit 23 is followed: its numbers at each word are in the table below the strips.',
      ]);
      const next = await pointOf('f', 0.25, 0.5);
      const before = await scrolled();
      await driven.page.mouse.click(...next);
      await driven.page.waitForFunction(() =>
        document.querySelector('#followed h4')?.textContent?.startsWith('Unit 35,'),
      );
      expect([await scrolled(), await texts('#unit-said')]).toEqual([before, ['']]);
      await unfollow();
    },
  );

  it('come into sight where its name is pressed, whichever was followed; the focus stays', async () => {
    await driven.page.setViewport({ width: 390, height: 844 });
    for (const _ of [1, 2]) {
      await driven.page.focus('#fact-unit');
      await driven.atRest('#fact-unit');
      await driven.page.keyboard.press('Enter');
      await driven.page.waitForSelector(table);
      await expect.poll(() => isInSight(table)).toBe(true);
      expect(await focused()).toBe('fact-unit');
    }
    // Another picture is not a request to see them again.
    await driven.click('#grid li:nth-child(4) .pick');
    await driven.page.waitForFunction(
      () => document.querySelector('.closer .muted')?.textContent === 'picture 5 of test',
    );
    await driven.page.waitForSelector(table);
    await expect.poll(() => isInSight('.closer h2')).toBe(true);
    await unfollow();
  });

  it('go with the network: the next one has other units, which is said', async () => {
    await driven.page.setViewport({ width: 1400, height: 900 });
    await driven.page.focus('#unit');
    await driven.page.keyboard.type('7');
    await driven.page.waitForSelector(table);
    const from = driven.events.length;
    await driven.click('#start');
    await driven.next('finished', from);
    await driven.page.waitForFunction(() => document.querySelector('#unit-said')?.textContent);
    expect([await count(table), await count('.following'), await texts('#unit-said')]).toEqual([
      ...[0, 0],
      ['Unit 7 belonged to the network before: it is no longer followed.'],
    ]);
  });
});

describe('strips under a finger', () => {
  beforeAll(async () => {
    await open('#fake=manyUnits');
    await driven.page.setViewport({ width: 390, height: 844, hasTouch: true, isMobile: true });
    const from = driven.events.length;
    await driven.page.reload();
    await driven.next('dataset', from);
    await train();
  });
  afterAll(async () => {
    expect(driven.errors).toEqual([]);
    await driven.close();
  });

  it('say what to tap', async () => {
    expect(await texts('#unit-hint')).toEqual([expect.stringContaining('Tap a column of a strip')]);
    expect(await texts('#columns')).toEqual([expect.stringContaining(' Tap a column to follow its unit.')]);
    expect(await texts('#point-hint')).toEqual([expect.stringMatching(/^Tap a word: /)]);
  });

  it('show through a lens, out from under it, which unit it would follow; lifted, it follows that one', async () => {
    const [x, y] = await pointOf('o', 0.2, 0.5);
    await driven.page.touchscreen.touchStart(x, y);
    for (let across = 1; across <= 10; across++) await driven.page.touchscreen.touchMove(x + 8 * across, y);
    await driven.page.waitForSelector('.lens.above');
    expect(await count('.following')).toBe(0);
    const [lens, strip] = await driven.page.$$eval('.lens, #strip-o', (all) =>
      all.map((one) => one.getBoundingClientRect().toJSON()),
    );
    expect(Math.min(lens.bottom, strip.bottom)).toBeLessThan(Math.max(lens.top, strip.top));
    const said = await driven.text('.strip:has(#strip-o) > p:last-child');
    await driven.page.touchscreen.touchEnd();
    await driven.page.waitForSelector('.following');
    expect(await texts('#followed h4')).toEqual([`Unit ${/^unit (\d+):/.exec(said)?.[1]}, word by word`]);
    await expect.poll(() => isInSight(table)).toBe(true);
    await unfollow();
  });

  it('scroll with the page, and follow nothing then', async () => {
    const [x, y] = await pointOf('o', 0.2, 0.5);
    const before = await scrolled();
    // A page that a finger has set in motion moves on when the finger has gone.
    const ended = await driven.page.evaluateHandle(() => {
      const end = new Promise<void>((resolve) => addEventListener('scrollend', () => resolve(), { once: true }));
      return { end };
    });
    await driven.page.touchscreen.touchStart(x, y);
    for (let up = 1; up <= 10; up++) await driven.page.touchscreen.touchMove(x, y - 15 * up);
    await driven.page.touchscreen.touchEnd();
    await ended.evaluate(({ end }) => end);
    expect(await scrolled()).toBeGreaterThan(before + 50);
    expect(await count('.following')).toBe(0);
  });

  it('follow the unit that is tapped', async () => {
    const [x, y] = await pointOf('h', 0.5, 0.5);
    await driven.page.touchscreen.tap(x, y);
    await driven.page.waitForSelector('.following');
    expect(await texts('#followed h4')).toEqual(['Unit 255, word by word']);
  });
});
