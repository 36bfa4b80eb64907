import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { ElementHandle } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { drop } from './drag.ts';
import { count, driven, heard, open, texts, useFakePage } from './fake_driven.ts';
import { dataFiles, writeTrialFiles } from './trial_files.ts';

useFakePage();

describe('checkpoints', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await writeTrialFiles();
  });
  afterAll(async () => {
    await driven.close();
    await rm(folder, { recursive: true });
  });

  it('after a reload one click resumes a run on Scenes', async () => {
    await open('#fake=kept');
    expect(await driven.text('#continue-banner')).toMatch(
      /LSTM, H = 128, .* step 120 of 200, .* on Scenes · 5 minutes ago/,
    );
    await driven.click('#continue');
    await driven.next('step', 0, ({ step }) => step === 122);
    expect((await heard('load')).at(-1)).toMatchObject({ source: { kind: 'scenes', train: 400 } });
    expect((await heard('start')).at(-1)).toMatchObject({ options: {}, resume: true });
    expect(await count('#continue-banner')).toBe(0);
    await driven.page.waitForSelector('#result');
    expect(await driven.text('#result')).not.toContain('at the start');
    await driven.close();
  });

  it('a run on files requests them again', async () => {
    await open('#fake=keptFiles');
    await driven.click('#continue');
    await driven.page.waitForSelector('#files-again');
    expect(await driven.text('#files-again')).toContain('“flickr8k”');
    expect(await count('input[value=files]:checked')).toBe(1);
    await drop(driven.page, { files: dataFiles.map((name) => join(folder, name)) });
    await driven.next('started', 0);
    // The same part of them as before.
    expect((await heard('load')).at(-1)).toMatchObject({ source: { kind: 'files', name: 'flickr8k', maxTrain: 50 } });
    expect((await heard('start')).at(-1)).toMatchObject({ resume: true });
    await driven.close();
  });

  it('the best is opened instead of the latest, after a reload and after a run', async () => {
    await open('#fake=kept');
    await driven.click('#open-kept-best');
    await driven.next('opened', 0);
    expect((await heard('open')).at(-1)).toMatchObject({ file: { run: 'last', which: 'best' } });
    await driven.close();
    await open('#fake=stuck');
    await driven.click('#start');
    await driven.page.waitForSelector('#open-best');
    expect(await count('#open-best[aria-disabled=true]')).toBe(1);
    await driven.click('#stop');
    await driven.page.waitForSelector('#result');
    expect(await driven.text('#kept')).toMatch(/step 40, just now; the best by CIDEr, step 40\./);
    await driven.click('#open-best');
    await driven.next('opened', 0);
    expect((await heard('open')).at(-1)).toMatchObject({ file: { run: 'own', which: 'best' } });
    await driven.close();
  });

  it('that is open is named by the bar, with its numbers in place of those of a run before', async () => {
    await open('#fake=kept');
    const numbers = () => texts('.tiles dd');
    await driven.click('#open-kept');
    await driven.next('opened', 0);
    expect(await driven.text('#state')).toBe('Opened: LSTM, step 120');
    expect(await numbers()).toEqual(['120 / 200', '–', '5.21', '–', '–']);
    expect(await driven.text('#continue-banner')).toContain('loss 5.21');
    await driven.page.waitForFunction(() =>
      [...document.querySelectorAll('[aria-live]')].some(({ textContent }) => textContent === 'Opened: LSTM, step 120'),
    );
    await driven.page.select('#set-cellType', 'rnn');
    await driven.click('#start');
    await driven.page.waitForSelector('#result');
    expect(await driven.text('#state')).toBe('Finished');
    await driven.click('#open-best');
    await driven.page.waitForFunction(() => document.querySelector('#state')?.textContent?.startsWith('Opened'));
    expect(await numbers()).toEqual(['200 / 200', '–', '5.21', '–', '–']);
    await driven.close();
  });

  it('take one line on a phone, where pictures and Start are on the first screen', async () => {
    await open('#fake=keptTwo');
    await driven.page.setViewport({ width: 390, height: 844 });
    await driven.page.reload();
    await driven.page.waitForSelector('#state[data-phase=ready]');
    await driven.page.waitForSelector('#unusable');
    const boxes = (selector: string) =>
      driven.page.$$eval(selector, (all) => all.map((one) => one.getBoundingClientRect().toJSON() as DOMRect));
    expect(await texts('#continue-banner > div > details > summary')).toEqual(['LSTM, step 120, and 2 more']);
    expect((await boxes('#continue-banner'))[0]?.height).toBeLessThanOrEqual(50);
    const [picture] = await boxes('#grid li .pick');
    // Most of the first row.
    expect((picture?.top ?? 0) + 0.75 * (picture?.height ?? 0)).toBeLessThanOrEqual(844);
    expect((await boxes('#start'))[0]?.bottom).toBeLessThanOrEqual(844);
    // The rest unfolds, and the first choice is there at once.
    const seen = () =>
      driven.page.$$eval('#continue-banner button', (all) =>
        all.flatMap((one) => (one.checkVisibility() ? [one.textContent] : [])),
      );
    expect(await seen()).toEqual(['Continue']);
    await driven.click('#continue-banner summary');
    expect(await seen()).toEqual([
      ...['Open without training', 'Open the best', 'Delete', 'Continue this one', 'Open without training', 'Delete'],
      ...['Delete', 'Continue'],
    ]);
    await driven.click('#continue');
    await driven.next('started', 0);
    await driven.close();
  });

  it('are deleted on request', async () => {
    await open('#fake=kept');
    await driven.click('#forget');
    expect(await heard('forget')).toMatchObject([{ run: 'last' }]);
    expect(await count('#continue-banner')).toBe(0);
    await driven.close();
  });

  it('of the last two runs either is continued, opened or deleted; one that cannot be read says why', async () => {
    await open('#fake=keptTwo');
    expect(await texts('#continue-banner h2')).toEqual([
      'An earlier run is kept in this browser',
      'The run before it',
      'A kept run cannot be read',
    ]);
    expect(await driven.text('#unusable')).toContain('found 2e: the file was altered');
    expect(await count('#open-kept-best-before')).toBe(0);
    await driven.click('#forget-unusable');
    await driven.click('#forget');
    expect(await heard('forget')).toMatchObject([{ run: 'bad' }, { run: 'last' }]);
    expect(await texts('#continue-banner h2')).toEqual(['An earlier run is kept in this browser']);
    await driven.click('#continue');
    await driven.page.waitForSelector('#files-again');
    expect((await heard('open')).at(-1)).toMatchObject({ file: { run: 'before', which: 'latest' } });
    await driven.close();
  });

  it('a stopped run can be continued at once; a finished one is not offered', async () => {
    await open('#fake=stuck');
    await driven.click('#start');
    await driven.next('kept', 0);
    await driven.click('#stop');
    await driven.page.waitForSelector('#continue-banner');
    expect(await driven.text('#continue-banner')).toMatch(/This run is kept in this browser.*step 40 of 200/);
    // Its model is at hand: there is nothing to open.
    expect(await texts('#continue-banner button')).toEqual(['Continue where I left off', 'Delete']);
    await driven.click('#continue');
    await driven.page.waitForSelector('#result');
    expect((await heard('start')).at(-1)).toMatchObject({ resume: true });
    expect(await count('#continue-banner')).toBe(0);
    await driven.close();
  });

  it('a run that cannot be kept says so until it is, and finally what is missing', async () => {
    await open('#fake=full');
    // In the page: each of these lasts for less than a second.
    await driven.page.evaluate(() => {
      window.said = [];
      const note = () => {
        const [title, kept] = ['#not-kept h2', '#kept'].map((one) => document.querySelector(one)?.textContent);
        const now = `${title ?? 'no notice'}; ${/step \d+/.exec(kept ?? '') ?? 'nothing kept'}`;
        if (now !== window.said.at(-1)) window.said.push(now);
      };
      new MutationObserver(note).observe(document.body, { childList: true, characterData: true, subtree: true });
    });
    await driven.click('#start');
    await driven.page.waitForSelector('#result');
    expect(await driven.page.evaluate(() => window.said)).toEqual([
      'no notice; nothing kept',
      'Nothing can be saved in this browser; nothing kept',
      'no notice; step 120',
      'This run has not been saved since step 120; step 120',
    ]);
    expect(await driven.text('#not-kept')).toMatch(
      /not been saved since step 120.*no?.*only in this tab: download it/s,
    );
    expect(await driven.text('#kept')).toContain('step 120');
    await driven.close();
  });

  it('a file is opened: it captions, resumes if possible, and is saved in both formats', async () => {
    await open('');
    expect(await count('#save[aria-disabled=true]')).toBe(1);
    const input = (await driven.page.$('#checkpoint')) as ElementHandle<HTMLInputElement>;
    // Any file that is chosen here is for its reader to judge, whatever its name.
    await input.uploadFile('package.json');
    await driven.next('opened', 0);
    expect(
      await driven.page.evaluate(() => window.heard.map((one) => one.type === 'open' && (one.file as File).name)),
    ).toContain('package.json');
    const mark = driven.events.length;
    await drop(driven.page, { files: [join(folder, 'weights.npz')] });
    await driven.next('opened', mark);
    await driven.page.waitForSelector('#continue-banner');
    expect(await driven.text('#continue-banner')).toContain('Weights only');
    expect(await driven.text('#continue-banner .remark')).toBe('Saved again by another program.');
    expect(await driven.text('#state')).toBe('Opened: LSTM, weights only');
    await driven.click('#grid .pick');
    await driven.page.waitForSelector('#nbest');
    await driven.click('#save');
    await driven.next('saved', 0);
    await driven.click('#save-pytorch');
    await driven.next('saved', 0, ({ name }) => name.startsWith('pytorch'));
    expect((await heard('save')).map((one) => one.type === 'save' && one.format)).toEqual(['fourgate', 'pytorch']);
    // Chosen data that are not there keep a run waiting, until scenes are chosen again.
    await driven.page.$eval('input[value=files]', (input) => input.click());
    await driven.page.waitForSelector('#start-from-weights[aria-disabled=true]');
    await driven.page.$eval('input[value=scenes]', (input) => input.click());
    await driven.click('#start-from-weights');
    await driven.next('started', 0);
    expect((await heard('start')).at(-1)).toMatchObject({ weights: true, options: { hiddenDim: 128, wordvecDim: 64 } });
    await driven.close();
  });

  it('faults are shown where they belong, and the run continues', async () => {
    await open('#fake=faults');
    await driven.click('#start');
    await driven.click('#grid .pick');
    await driven.page.waitForSelector('#describe-fault');
    await driven.click('#evaluate');
    await driven.page.waitForSelector('#evaluate-fault');
    await driven.click('#save');
    await driven.page.waitForSelector('#checkpoint-fault');
    expect(await texts('#checkpoint-fault dd')).toEqual(['save', 'something else', 'this', 'Try another.']);
    expect(await count('#fault')).toBe(0);
    await driven.page.waitForSelector('#result');
    expect(await driven.text('#at-step')).toBe('200 / 200');
  });
});
