import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { count, driven, heard, open, texts, useFakePage } from './fake_driven.ts';

useFakePage();

describe('a run and its captions', () => {
  beforeAll(async () => {
    await open('');
    // What still scrolls cannot be pointed at.
    await driven.page.emulateMediaFeatures([{ name: 'prefers-reduced-motion', value: 'reduce' }]);
    await driven.click('#start');
    await driven.page.waitForSelector('#result');
    await driven.page.waitForSelector('#scores');
  });
  afterAll(async () => {
    expect(driven.errors).toEqual([]);
    await driven.close();
  });

  it('each validation is a row, teacher-forced and free-running separate, the last best one marked', async () => {
    expect(await texts('#scores thead th')).toEqual([
      ...[
        'Checked on 200 val',
        'Teacher-forced',
        'Free-running',
        'epoch',
        'main object right',
        'mentions something not there',
        'loss',
      ],
      ...['CIDEr', 'BLEU-1', 'BLEU-2', 'BLEU-3', 'BLEU-4', 'ROUGE-L'],
    ]);
    const rows = await texts('#scores tbody tr');
    expect(rows).toHaveLength(5);
    expect(rows[0]).toMatch(/^5 step 200 best by CIDEr96\.0 %12\.0 %6\.63/);
    expect(await count('#scores .best')).toBe(1);
    expect(await texts('.curve .key')).toEqual(['training', 'validation, teacher-forced']);
    expect(await texts('#evaluation .notes')).toEqual([
      expect.stringMatching(/METEOR and SPICE need Java and WordNet/),
    ]);
    expect(await texts('#kept')).toEqual([expect.stringContaining('; the best by CIDEr, step 200')]);
  });

  it('a caption with the correct main object and a false phrase has both marks', async () => {
    const marks = (picture: number) =>
      driven.page.$$eval(`#grid li:nth-child(${picture}) .mark`, (all) =>
        all.map((mark) => [mark.textContent, mark.getAttribute('role'), mark.getAttribute('aria-label')]),
      );
    const correct = ['✓', 'img', 'main object right'];
    expect(await marks(3)).toEqual([correct]);
    expect(await marks(4)).toEqual([correct, ['≠', 'img', 'but says something that is not there: “at the top”']]);
    expect(await texts('#grid li:nth-child(4) .caption')).toEqual(['a small blue star at the top']);
    const [said, ...references] = await texts('#grid li:nth-child(5) .text > p, #grid li:nth-child(5) details > *');
    expect(said).toMatch(/^network: /);
    expect(references).toEqual([
      expect.stringMatching(/^reference: .* \+4 more$/),
      ...[expect.stringMatching(/^the picture shows/), 'one', 'two', 'three'],
    ]);
    expect(await texts('#grid .absent')).toEqual(['at the top', 'on the left', 'on white']);
    expect(await texts('#marks > span')).toEqual([
      '✓ 12 of 12: main object, the largest, right in colour and shape; the rest may be wrong',
      '✗ 0 of 12: main object wrong',
      '≠ 3 of 12: says something that is not there, underlined',
      '? 0 of 12: not a grammatical caption',
    ]);
    const result = (await texts('#result'))[0];
    expect(result).toMatch(/94\.2 % name the colour and shape of the main object correctly/);
    expect(result).toMatch(/7\.2 % say something that is not there.* 0\.2 % are not grammatical captions/);
    expect(await count('#grid .mark.bad')).toBe(3);
    expect(await driven.page.$eval('#marks .term', (term) => term.getAttribute('title'))).toMatch(
      /where its object is not there, no more is judged$/,
    );
    // Nothing is coloured that no legend names.
    const colours = await driven.page.$$eval('#grid .text .caption', (all) => [
      ...new Set(all.flatMap((one) => [getComputedStyle(one).color, getComputedStyle(one).animationName])),
    ]);
    const text = await driven.page.$eval('body', (body) => getComputedStyle(body).color);
    expect(colours).toEqual([text, 'none']);
  });

  it('a chosen picture shows as many captions as the beam keeps, each word with its bar', async () => {
    await driven.click('#grid li:nth-child(2) .pick');
    await driven.page.waitForSelector('#nbest li');
    expect(await count('#nbest li')).toBe(1);
    await driven.click('input[value=beam]');
    await driven.page.waitForSelector('#nbest li:nth-child(3)');
    expect(await texts('#nbest li:first-child .word')).toEqual([
      'there',
      'is',
      'a',
      'green',
      'ring',
      'on',
      'the',
      'left',
      '<END>',
    ]);
    const bars = await driven.page.$$eval('#nbest li:first-child .word', (words) =>
      words.map((word) => Number((word as HTMLElement).style.getPropertyValue('--p'))),
    );
    expect(bars[0]).toBeCloseTo(Math.exp(-0.02), 6);
    expect(new Set(bars).size).toBeGreaterThan(2);
    expect(await texts('#nbest .score')).toEqual(
      expect.arrayContaining([expect.stringMatching(/log p −\d.* score −\d/)]),
    );
  });

  it('a word under the pointer shows its alternatives; the arrows move from word to word', async () => {
    await driven.page.hover('#nbest li:nth-child(2) .word:nth-child(3)');
    expect(await texts('#alternatives p')).toEqual(['after “a red”:', 'probability and its logarithm']);
    const [, p, logP] = /^([\d.]+) % log p (−?[\d.]+)$/.exec((await texts('#alternatives dd'))[0] ?? '') ?? [];
    expect(Math.exp(Number(logP?.replace('−', '-')))).toBeCloseTo(Number(p) / 100, 3);
    expect((await texts('#alternatives dt'))[0]).toBe('circle');
    expect(await count('#alternatives dt')).toBe(5);
    await driven.page.focus('#nbest li:nth-child(2) .word:nth-child(3)');
    await driven.page.keyboard.press('ArrowRight');
    expect((await texts('#alternatives dt'))[0]).toBe('on');
    expect(await driven.page.evaluate(() => document.activeElement?.getAttribute('aria-label'))).toMatch(/^on, .* %$/);
    // One tab stop a caption.
    expect(await count('#nbest li:nth-child(2) .word[tabindex="0"]')).toBe(1);
  });

  it('only the chosen method shows its numbers, and requests have no others', async () => {
    expect(await count('#decode-beamWidth')).toBe(1);
    await driven.click('input[value=sample]');
    await driven.page.waitForSelector('#draw-again');
    expect(await count('#decode-beamWidth')).toBe(0);
    await driven.click('#decode-suppressUnknown');
    await driven.click('#draw-again');
    await driven.page.waitForFunction(() =>
      window.heard.some((one) => one.type === 'describe' && one.decoding.seed === 1),
    );
    const asked = (await heard('describe')).at(-1);
    expect(asked).toMatchObject({ image: 2, decoding: { method: 'sample', seed: 1, suppressUnknown: true } });
    expect(asked?.type === 'describe' && 'beamWidth' in asked.decoding).toBe(false);
  });

  it('an evaluation shows scores, the best and the worst, and saves both files', async () => {
    await driven.click('input[value=greedy]');
    await driven.page.select('#evaluate-split', 'val');
    await driven.page.type('#evaluate-images', '30');
    await driven.page.keyboard.press('Tab');
    await driven.click('#evaluate');
    await driven.page.waitForSelector('#evaluated');
    expect((await heard('evaluate')).at(-1)).toMatchObject({
      split: 'val',
      images: 30,
      decoding: { method: 'greedy' },
    });
    expect(await texts('#evaluated-scores tbody th')).toEqual(['val']);
    const [best, worst] = [await texts('#best p:first-child .muted'), await texts('#worst p:first-child .muted')];
    expect([best, worst]).toEqual([
      ['10.00', '10.00', '9.00', '9.00', '9.00', '8.00'],
      ['0.00', '0.00', '0.00', '1.00', '1.00', '1.00'],
    ]);
    const saved = await driven.page.evaluate(async () => {
      const files: { name: string; text: Promise<string> }[] = [];
      let text = Promise.resolve('');
      URL.createObjectURL = (blob) => {
        text = (blob as Blob).text();
        return '#';
      };
      HTMLAnchorElement.prototype.click = function () {
        files.push({ name: this.download, text });
      };
      document.querySelector<HTMLElement>('#save-results')?.click();
      document.querySelector<HTMLElement>('#save-metrics')?.click();
      return Promise.all(files.map(async ({ name, text }) => ({ name, text: await text })));
    });
    expect(saved.map(({ name }) => name)).toEqual([
      'captions_val_fourgate_results.json',
      'captions_val_fourgate_metrics.json',
    ]);
    const [results, metrics] = saved.map(({ text }) => JSON.parse(text));
    expect(results).toHaveLength(30);
    expect(Object.keys(results[0])).toEqual(['image_id', 'caption']);
    expect(metrics.freeRunning.CIDEr).toBeCloseTo(0.7056, 4);
  });

  it.each([360, 768, 1600])('fits a window of %i pixels with everything shown', async (width) => {
    const { page } = driven;
    await page.setViewport({ width, height: 800 });
    await page.waitForFunction((wanted) => document.documentElement.scrollWidth === wanted, {}, width);
    await page.setViewport({ width: 1280, height: 800 });
  });

  it('folds rarely used settings, and says what was changed there', async () => {
    expect(await count('#more[open]')).toBe(0);
    await driven.page.$eval('#set-outputDropout', (input) => {
      (input as HTMLInputElement).value = '0.5';
      input.dispatchEvent(new Event('change', { bubbles: true }));
    });
    await driven.page.select('#set-schedule', 'cosine');
    expect(await texts('#more > summary .muted')).toEqual(['2 changed']);
    await driven.click('#start');
    await driven.click('#stop');
    expect((await heard('start')).at(-1)).toMatchObject({
      options: { outputDropout: 0.5, schedule: 'cosine', clipNorm: 0 },
    });
  });
});

describe('pictures on the net', () => {
  it('are loaded only on request: their servers notice it', async () => {
    await open('');
    const asked: string[] = [];
    driven.page.on('request', (request) => asked.push(request.url()));
    const address = driven.page.url();
    // A new document: a page that still loads may put its own address in place of one that differs in the fragment only.
    await driven.page.goto('about:blank');
    await driven.page.goto(`${address}#fake=onNet`);
    await driven.page.waitForSelector('#fetch-pictures');
    expect(await driven.text('#fetch-pictures')).toContain('Load them from pictures.test');
    await driven.click('#start');
    await driven.page.waitForSelector('#result');
    const fromNet = () => asked.filter((url) => url.startsWith('https://pictures.test/'));
    expect(fromNet()).toEqual([]);
    await driven.click('#fetch-pictures button');
    await expect.poll(() => new Set(fromNet()).size).toBeGreaterThan(5);
    expect(await count('#fetch-pictures')).toBe(0);
    await driven.close();
  });
});
