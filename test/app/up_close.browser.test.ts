import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { count, driven, open, texts, useFakePage } from './fake_driven.ts';

useFakePage();

/** Where an element is in the window: left, top, right, bottom. */
const boxOf = (selector: string) =>
  driven.page.$eval(selector, (element) => {
    const { left, top, right, bottom } = element.getBoundingClientRect();
    return { left, top, right, bottom };
  });

/** Whether what is said of a picture is just below the bar. */
const isAtTop = async () => {
  const [bar, heading] = [await boxOf('.run'), await boxOf('.closer h2')];
  return heading.top > bar.bottom && heading.top < bar.bottom + 32;
};

describe('a picture without a model', () => {
  beforeAll(() => open(''));
  afterAll(async () => {
    expect(driven.errors).toEqual([]);
    await driven.close();
  });

  it('says at once, where it is, what to press; its captions then come, and the page does not scroll', async () => {
    await driven.page.setViewport({ width: 390, height: 844 });
    await driven.page.waitForSelector('#grid li:nth-child(11)');
    const before = await driven.page.$eval('#grid li:nth-child(11) .pick', (picture) => {
      picture.scrollIntoView({ block: 'start', behavior: 'instant' });
      return scrollY;
    });
    await driven.click('#grid li:nth-child(11) .pick');
    await driven.page.waitForSelector('#grid .warning');
    expect(await texts('#grid li:nth-child(11) [role=alert]')).toEqual([
      'No model yet. Press Start, and its captions appear here and under “Up close”.',
    ]);
    expect(await count('#grid .warning')).toBe(1);
    const box = await boxOf('#grid .warning');
    expect([box.top > 0, box.bottom < 844, await driven.page.evaluate(() => scrollY)]).toEqual([true, true, before]);
    await driven.page.setViewport({ width: 1400, height: 900 });
    await driven.page.evaluate(() => scrollTo(0, 0));
    await driven.click('#start');
    await driven.page.waitForSelector('#result');
    await driven.page.waitForSelector('#inside .strip');
    expect(await count('#grid .warning')).toBe(0);
    expect([await texts('.closer h2 .muted'), await driven.page.evaluate(() => scrollY)]).toEqual([
      ['picture 12 of test'],
      0,
    ]);
  });
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
    // Counted from 1: the first here is the second of the split.
    expect(await texts('.closer h2 .muted')).toEqual(['picture 2 of test']);
    expect(await driven.page.evaluate(() => scrollY)).toBe(0);
    expect(await count('#nbest + #point-hint')).toBe(1);
    // The run has ended: there is nothing to be live with.
    expect([await count('#live'), await texts('#captioned-at')]).toEqual([
      0,
      ['captions and internal state after step 200'],
    ]);
  });

  it.each([
    [1400, 900],
    [390, 844],
  ])('scrolls to the top of a window of %i by %i, just below the bar, once chosen', async (width, height) => {
    await driven.page.setViewport({ width, height });
    for (const picture of [2, 2, 1]) {
      await driven.page.evaluate(() => {
        scrollTo(0, 0);
        // As in a window whose new size has not been observed yet.
        document.documentElement.style.setProperty('--bar', '400px');
      });
      await driven.click(`#grid li:nth-child(${picture}) .pick`);
      await driven.page.waitForFunction(
        (wanted) => document.querySelector('.closer .muted')?.textContent === wanted,
        {},
        `picture ${picture + 1} of test`,
      );
      await expect.poll(isAtTop).toBe(true);
    }
  });

  it('says what the caption does not mention, what the bars are, and what to look for', async () => {
    await driven.click('#grid li:nth-child(3) .pick');
    await driven.page.waitForFunction(() => /✓/.test(document.querySelector('#nbest .score')?.textContent ?? ''));
    expect((await texts('#nbest .score'))[0]).toMatch(
      / · ✓ main object right · does not mention: the blue square, another blue square$/,
    );
    expect(await texts('#bars')).toEqual([
      'The fuller the bar under a word, the more probable the word. <END> ends a caption.',
    ]);
    await driven.page.waitForSelector('#fact-unit');
    expect((await texts('#facts')).join()).toMatch(
      /^f keeps most at “.+” \(mean 0\.\d\d\), least at “.+” \(0\.\d\d\)\. Unit \d+ changes sign at .+: h from /,
    );
    const unit = (await texts('#fact-unit'))[0]?.slice('Unit '.length);
    await driven.click('#fact-unit');
    await driven.page.waitForSelector('#unfollow');
    expect(await driven.page.$eval('#unit', (input) => (input as HTMLInputElement).value)).toBe(unit);
    await driven.click('#unfollow');
  });

  it('has words and strips in one wide window, the strips right of the picture', async () => {
    await driven.page.setViewport({ width: 1400, height: 900 });
    await driven.click('#grid li:nth-child(2) .pick');
    await driven.page.waitForSelector('#inside .strip');
    await expect.poll(isAtTop).toBe(true);
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

  it.each([1400, 1200, 768])('has strips whose rows begin at one height, %i pixels wide', async (width) => {
    await driven.page.setViewport({ width, height: 900 });
    await driven.page.waitForFunction((wanted) => innerWidth === wanted, {}, width);
    const lines = await driven.page.$$eval('.strips', (groups) =>
      groups.map((group) => {
        const tops = [...group.querySelectorAll('.rows')].map((rows) => Math.round(rows.getBoundingClientRect().top));
        return new Set(tops).size;
      }),
    );
    expect(lines).toEqual(width === 768 ? [2, 1] : [1, 1]);
  });
});
