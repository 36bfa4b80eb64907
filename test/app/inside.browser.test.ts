import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { count, driven, heard, open, texts, useFakePage } from './fake_driven.ts';

useFakePage();

/** RGBA of a pixel of a canvas. */
const pixel = (selector: string, x: number, y: number) =>
  driven.page.$eval(
    selector,
    (canvas, at) => [...((canvas as HTMLCanvasElement).getContext('2d')?.getImageData(at.x, at.y, 1, 1).data ?? [])],
    { x, y },
  );
const word = (n: number) => `#nbest li:first-child .word:nth-child(${n})`;
const focus = async (n: number) => {
  await driven.page.focus(word(n));
  await driven.page.waitForSelector(`${word(n)}[aria-pressed=true]`);
};

describe('why this word', () => {
  beforeAll(async () => {
    await open('');
    await driven.page.emulateMediaFeatures([
      { name: 'prefers-reduced-motion', value: 'reduce' },
      { name: 'prefers-color-scheme', value: 'light' },
    ]);
    await driven.click('#start');
    await driven.page.waitForSelector('#result');
    await driven.click('#grid li:nth-child(2) .pick');
    await driven.page.waitForSelector('#inside');
  });
  afterAll(async () => {
    expect(driven.errors).toEqual([]);
    await driven.close();
  });

  it('is explained for the open caption', async () => {
    expect((await heard('explain')).at(-1)).toEqual({
      ...{ type: 'explain', split: 'test', image: 2 },
      words: ['there', 'is', 'a', 'green', 'ring', 'on', 'the', 'left', '<END>'],
    });
  });

  it('gates, cell and hidden state are strips of every word over the units, ordered by similarity', async () => {
    expect(await texts('.strip figcaption')).toEqual([
      ...['i input gate 0 … 1', 'f forget gate 0 … 1', 'o output gate 0 … 1'],
      ...['g candidate gate −1 … 1', 'c cell state −3.0 … 3.0', 'h hidden state −1 … 1'],
    ]);
    expect(await texts('.group h4')).toEqual(['Four gates', 'Memory']);
    expect(await texts('.group:nth-of-type(2) figcaption strong')).toEqual(['c', 'h']);
    expect(await texts('.strip .phrase')).toEqual([
      ...['1 adds the candidate, 0 does not', '1 keeps the memory, 0 forgets it', '1 shows the memory, 0 hides it'],
      'what could be added to the memory',
      ...['the memory, carried from word to word', 'what the next word is chosen from'],
    ]);
    expect(await texts('#columns')).toEqual([
      'Each column is one of the network’s 48 memory cells (units); each row is the moment at which it chooses a word. Click a column to follow its unit.',
    ]);
    expect(await texts('#colours > *')).toEqual([
      ...['i, f, o:', '0, shut', '1, open'],
      ...['g, c, h:', 'below 0', '0', 'above 0'],
    ]);
    for (const scheme of ['dark', 'light']) {
      await driven.page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }]);
      const [border = 0, card = 0] = await driven.page.$$eval('#colours .key.zero, .card.closer', (all) =>
        all.map((element) => {
          const isKey = element.classList.contains('key');
          const style = getComputedStyle(element, isKey ? '::before' : null);
          // Luminance as in WCAG 2, of a colour in 8 bits a channel.
          const channels = (isKey ? style.borderTopColor : style.backgroundColor).match(/\d+/g)?.map(Number) ?? [];
          const [r = 0, g = 0, b = 0] = channels.map((value) => (value / 255) ** 2.2);
          return 0.05 + 0.2126 * r + 0.7152 * g + 0.0722 * b;
        }),
      );
      expect([scheme, Math.max(border, card) / Math.min(border, card) > 3]).toEqual([scheme, true]);
    }
    const sizes = await driven.page.$$eval('.strip canvas', (all) =>
      all.map((canvas) => [(canvas as HTMLCanvasElement).width, (canvas as HTMLCanvasElement).height]),
    );
    expect(sizes).toEqual(Array(6).fill([48, 9]));
    // g of unit u at word t is sin(u / 5 + t); unit 47 comes first. Blue above 0, orange below, the ground's colour at 0.
    const zero = [0xf1, 0xf3, 0xf6];
    for (const [x, t] of [[0, 0] as const, [47, 3] as const, [20, 8] as const]) {
      const value = Math.sin((47 - x) / 5 + t);
      const far = value > 0 ? [0x15, 0x46, 0xa0] : [0xb3, 0x4a, 0x00];
      const found = await pixel('#strip-g canvas', x, t);
      for (const [channel, from] of zero.entries()) {
        const expected = from * (1 - Math.abs(value)) + (far[channel] ?? 0) * Math.abs(value);
        expect(Math.abs((found[channel] ?? 0) - expected)).toBeLessThanOrEqual(1);
      }
    }
  });

  it('a word with the focus is framed, and described in words; the arrows move from word to word', async () => {
    await focus(4);
    expect((await texts('#inside h3'))[0]).toBe('Inside the LSTM at “green”, after reading “a”');
    expect(await texts('.strip .now')).toEqual(Array(6).fill('green'));
    const label = () => driven.page.$eval('.strip [role=slider]', (strip) => strip.getAttribute('aria-valuetext'));
    expect(await driven.page.$eval('.strip [role=slider]', (strip) => strip.getAttribute('aria-label'))).toBe(
      'Unit, in the input gate',
    );
    expect(await label()).toMatch(/^no unit at “green”; \d+ of 48 units above 0\.9, \d+ below 0\.1$/);
    expect((await texts('.strip > p:last-child'))[0]).toMatch(
      /^at “green”: \d+ of 48 units above 0\.9, \d+ below 0\.1$/,
    );
    const before = await label();
    await driven.page.keyboard.press('ArrowRight');
    await driven.page.waitForFunction(() => document.querySelector('.strip .now')?.textContent === 'ring');
    expect(await label()).not.toBe(before);
  });

  it('the first word is generated after <START>', async () => {
    await focus(1);
    expect((await texts('#inside h3'))[0]).toBe('Inside the LSTM at “there”, after reading “<START>”');
  });

  it('pointing at a row of a strip points at its word', async () => {
    const { x, y, height } = await driven.page.$eval('#strip-c canvas', (canvas) => {
      canvas.scrollIntoView({ block: 'center' });
      const box = canvas.getBoundingClientRect();
      return { x: box.x + box.width / 2, y: box.y, height: box.height };
    });
    await driven.page.mouse.move(x, y + (height * 2.5) / 9);
    await driven.page.waitForSelector(`${word(3)}[aria-pressed=true]`);
  });

  it('a veil covers what does not matter for the word, thinnest where the picture matters most', async () => {
    for (const [n, where] of [
      [2, 'at the top left'],
      [8, 'at the top right'],
    ] as const) {
      await focus(n);
      expect(await texts('#places')).toEqual([expect.stringContaining(`Most of all ${where}, where log p falls by `)]);
      const centre = Math.floor((n - 0.5) * (16 / 9));
      const [there = 0, elsewhere = 0] = await Promise.all([
        pixel('#veil canvas', centre, 4).then((rgba) => rgba[3]),
        pixel('#veil canvas', 15 - centre, 12).then((rgba) => rgba[3]),
      ]);
      expect(there).toBeLessThan(30);
      // Dimmed, and still to be seen.
      expect(elsewhere).toBeGreaterThan(125);
      expect(elsewhere).toBeLessThan(150);
    }
  });

  it('there is no veil for a word without a region that matters, nor when it is off', async () => {
    await focus(9);
    expect(await texts('#places')).toEqual([expect.stringMatching(/^No region matters for “<END>”/)]);
    expect(await pixel('#veil canvas', 8, 8)).toEqual([0, 0, 0, 0]);
    await driven.click('#on-picture');
    await driven.page.waitForFunction(() => !document.querySelector('#veil'));
    await driven.click('#on-picture');
    await driven.page.waitForSelector('#veil');
  });

  it('strips are repainted when the page becomes dark', async () => {
    const zero = () => pixel('#strip-g canvas', 47, 0);
    expect(await zero()).toEqual([0xf1, 0xf3, 0xf6, 255]);
    await driven.page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: 'dark' }]);
    await driven.page.waitForFunction(() => {
      const canvas = document.querySelector<HTMLCanvasElement>('#strip-g canvas');
      return canvas?.getContext('2d')?.getImageData(47, 0, 1, 1).data[0] === 0x1f;
    });
    expect(await zero()).toEqual([0x1f, 0x27, 0x32, 255]);
  });

  it.each([360, 768, 1600])('fits a window of %i pixels', async (width) => {
    await driven.page.setViewport({ width, height: 800 });
    await driven.page.waitForFunction((wanted) => document.documentElement.scrollWidth === wanted, {}, width);
    expect(await count('.strip')).toBe(6);
  });
});

describe('the inside of an RNN', () => {
  it('is a hidden state without gates, and its colours are named without them', async () => {
    await open('?cell=rnn&iterations=20');
    await driven.click('#start');
    await driven.page.waitForSelector('#inside .strip');
    expect(await texts('.strip figcaption')).toEqual(['h hidden state −1 … 1']);
    expect(await texts('#colours > *')).toEqual(['below 0', '0', 'above 0']);
    expect((await texts('#inside')).join()).not.toMatch(/gate|open|shut/i);
    expect(await texts('#of-step')).toEqual(['States of step 20.']);
    expect(await texts('#captioned-at')).toEqual(['captions and internal state after step 20']);
    await driven.page.emulateMediaFeatures([{ name: 'prefers-reduced-motion', value: 'reduce' }]);
    await driven.click('#to-how');
    await driven.page.waitForSelector('#how .formulas');
    expect(await driven.page.evaluate(() => document.activeElement?.textContent)).toContain('How it works');
    // A term leads to the list of terms.
    await driven.page.$eval('#how', (how) => ((how as HTMLDetailsElement).open = false));
    expect(await driven.page.$eval('.pictures h2 .term', (term) => term.getAttribute('title'))).toMatch(
      /not trained on/,
    );
    await driven.page.evaluate(async () => {
      // The effects of signals wait for the frame that is requested first: a busy machine may give it late.
      const { requestAnimationFrame: request } = window;
      const again = () => {
        window.requestAnimationFrame = request;
        return 0;
      };
      window.requestAnimationFrame = again;
      document.querySelector<HTMLElement>('.pictures h2 .term')?.click();
      // Nobody may have requested one: the next request could be this test's own.
      await new Promise((rendered) => setTimeout(rendered));
      again();
    });
    await driven.page.waitForFunction(() => document.activeElement?.id === 'terms');
    await driven.close();
  });
});
