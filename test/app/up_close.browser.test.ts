import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { count, driven, open, texts, useFakePage } from './fake_driven.ts';

useFakePage();

/** Where an element is in the window: left, top, right, bottom. */
const boxOf = (selector: string) =>
  driven.page.$eval(selector, (element) => {
    const { left, top, right, bottom } = element.getBoundingClientRect();
    return { left, top, right, bottom };
  });

describe('a picture up close', () => {
  beforeAll(async () => {
    await open('');
    await driven.page.emulateMediaFeatures([{ name: 'prefers-reduced-motion', value: 'reduce' }]);
    await driven.page.setViewport({ width: 1400, height: 900 });
    await driven.click('#start');
    await driven.page.waitForSelector('#result');
  });
  afterAll(async () => {
    expect(driven.errors).toEqual([]);
    await driven.close();
  });

  it('is the first one if none is chosen: its strips are shown, and the page has not scrolled', async () => {
    await driven.page.waitForSelector('#inside .strip');
    expect(await texts('.closer h2 .muted')).toEqual(['picture 1 of test']);
    expect(await driven.page.evaluate(() => scrollY)).toBe(0);
    expect(await count('#nbest + #point-hint')).toBe(1);
    // The run has ended: there is nothing to be live with.
    expect([await count('#live'), await texts('#captioned-at')]).toEqual([
      0,
      ['captions and internal state of step 200'],
    ]);
  });

  it.each([
    [1400, 900],
    [390, 844],
  ])('scrolls to the top of a window of %i by %i, just below the bar, once chosen', async (width, height) => {
    await driven.page.setViewport({ width, height });
    for (const picture of [2, 2, 1]) {
      await driven.page.evaluate(() => scrollTo(0, 0));
      await driven.click(`#grid li:nth-child(${picture}) .pick`);
      await driven.page.waitForFunction(
        (wanted) => document.querySelector('.closer .muted')?.textContent === wanted,
        {},
        `picture ${picture} of test`,
      );
      await expect
        .poll(
          async () => {
            const [bar, heading] = [await boxOf('.run'), await boxOf('.closer h2')];
            return heading.top > bar.bottom && heading.top < bar.bottom + 32;
          },
          { timeout: 10_000 },
        )
        .toBe(true);
    }
  });

  it('has words and strips in one wide window, the strips right of the picture', async () => {
    await driven.page.setViewport({ width: 1400, height: 900 });
    await driven.click('#grid li:nth-child(2) .pick');
    await driven.page.waitForSelector('#inside .strip');
    const [picture, words, likely, inside] = await Promise.all(
      ['.seen .pane', '#nbest', '#alternatives', '#colours'].map(boxOf),
    );
    expect(words?.left).toBeGreaterThan(picture?.right ?? 0);
    expect(likely?.left).toBeGreaterThan(words?.right ?? 0);
    expect(inside?.left).toBeGreaterThan(picture?.right ?? 0);
    expect(words?.top).toBeGreaterThan(0);
    expect(inside?.bottom).toBeLessThan(900);
  });

  it('names its references, and folds those beyond the second', async () => {
    expect(await texts('.references h3')).toEqual(['Reference captions']);
    expect(await texts('.references > ul li')).toEqual([
      'there is a green ring on the left',
      'the picture shows there is a green ring on the left',
    ]);
    expect(await count('.references summary')).toBe(0);
    await driven.click('#grid li:nth-child(5) .pick');
    await driven.page.waitForSelector('.references summary');
    expect(await texts('.references summary, .references details li')).toEqual(['+3 more', 'one', 'two', 'three']);
    expect(await texts('.references > ul li')).toHaveLength(2);
  });
});
