import type { Browser } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchChromium, launchFirefox } from '../../scripts/browsers.ts';
import { type Served, servePage } from '../../scripts/start/serve.ts';
import { stripNames, stripPhrases } from '../../src/app/strip_words.ts';
import { trainingOptions, updaterOptions } from '../../src/options/training_options.ts';
import { Driven } from './drive.ts';

let served: Served;
beforeAll(async () => {
  served = await servePage('test/app/fake.html');
});
afterAll(() => served?.close());

describe.each([
  ['Chromium', launchChromium],
  ['Firefox', launchFirefox],
] as const)('what a page explains, in %s', (_, launch) => {
  let browser: Browser;
  let driven: Driven;
  beforeAll(async () => {
    browser = await launch();
    driven = await Driven.open(browser, served.address);
    await driven.page.setViewport({ width: 1280, height: 900 });
    await driven.next('dataset', 0);
  });
  afterAll(async () => {
    expect(driven.errors).toEqual([]);
    await browser?.close();
  });

  it("is the effect of each setting's other values: shown for the one that has the focus, and read with its field", async () => {
    await driven.page.$eval('#set-batchSize', (input) =>
      (input.closest('details') as HTMLDetailsElement).setAttribute('open', ''),
    );
    await driven.page.focus('#set-learningRate');
    expect(await driven.text('#effect')).toBe(`Learning rate. ${updaterOptions.learningRate.effect}`);
    const read = await driven.page.$eval('#set-batchSize', (input) =>
      (input.getAttribute('aria-describedby') ?? '')
        .split(' ')
        .map((id) => document.getElementById(id)?.textContent)
        .join(),
    );
    expect(read).toBe(trainingOptions.batchSize.effect);
    const unread = await driven.page.$$eval('fieldset .settings [name]', (inputs) =>
      inputs
        .filter((input) => !document.getElementById(input.getAttribute('aria-describedby') ?? '')?.textContent)
        .map(({ id }) => id),
    );
    expect(unread).toEqual([]);
  });

  it('is one time step, whose figure and formulas light up together', async () => {
    await driven.click('#how > summary');
    await driven.page.waitForSelector('.formulas');
    // What a letter is, is said in the words at its strip.
    const said = await driven.page.$$eval('.formulas li > .muted', (all) => all.map(({ textContent }) => textContent));
    expect(said).toHaveLength(6);
    for (const [at, name] of (['i', 'f', 'o', 'g', 'c', 'h'] as const).entries()) {
      expect(said[at]).toContain(`${stripNames[name]}: ${stripPhrases[name]}`);
    }
    await driven.page.$eval('.formulas', (list) => list.scrollIntoView({ block: 'center' }));
    await driven.page.hover('.formulas li:nth-child(2)');
    await driven.page.waitForSelector('.part.lit');
    expect(await driven.page.$$eval('.part.lit .name', (names) => names.map(({ textContent }) => textContent))).toEqual(
      ['f'],
    );
    await driven.page.hover('.formulas li:nth-child(5)');
    await driven.page.waitForFunction(() => document.querySelector('.part.lit .node')?.textContent === '+');
    await driven.click('input[name=figure][value=rnn]');
    await driven.page.waitForFunction(() => document.querySelectorAll('.formulas li').length === 1);
    expect(await driven.page.$eval('.step-figure svg', (svg) => svg.getAttribute('aria-label'))).toContain(
      'one layer with tanh',
    );
  });

  it('has a term for each number that it shows', async () => {
    const terms = await driven.page.$$eval('.terms dt', (all) => all.map(({ textContent }) => textContent));
    expect(terms).toEqual(
      expect.arrayContaining([
        'Loss',
        'Perplexity',
        'log p',
        'Teacher-forced',
        'Free-running',
        'CIDEr',
        'BLEU',
        'ROUGE-L',
      ]),
    );
  });
});
