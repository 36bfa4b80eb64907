import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, ElementHandle } from 'puppeteer-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { launchChromium, launchFirefox } from '../../scripts/browsers.ts';
import { type Served, servePage } from '../../scripts/start/serve.ts';
import { Driven } from './drive.ts';
import { dataFiles, writeTrialFiles } from './trial_files.ts';

let served: Served;
let folder: string;
beforeAll(async () => {
  [served, folder] = await Promise.all([servePage('test/app/fake.html'), writeTrialFiles()]);
});
afterAll(async () => {
  served?.close();
  await rm(folder, { recursive: true });
});

describe.each([
  ['Chromium', launchChromium],
  ['Firefox', launchFirefox],
] as const)('by keyboard, in %s', (_, launch) => {
  let browser: Browser;
  let driven: Driven;
  beforeAll(async () => {
    browser = await launch();
  });
  afterAll(() => browser?.close());
  afterEach(async () => {
    expect(driven.errors).toEqual([]);
    await driven.close();
  });

  const open = async (query = '', loaded = true) => {
    driven = await Driven.open(browser, served.address + query);
    if (loaded) await driven.next('dataset', 0);
    // Settings are folded in a narrow window, which is what Firefox has here, and decoding until there is a model.
    await driven.page.$$eval('details.card', (folds) => {
      for (const fold of folds) fold.setAttribute('open', '');
    });
  };
  const press = async (selector: string, key: 'Enter' | ' ' = 'Enter') => {
    await driven.page.waitForSelector(`${selector}:not(:disabled, [aria-disabled=true])`);
    await driven.page.focus(selector);
    await driven.page.keyboard.press(key);
  };
  const focused = (id: string) =>
    driven.page.waitForFunction((wanted) => document.activeElement?.id === wanted, {}, id);
  const inPhase = (phase: string) => driven.page.waitForSelector(`#state[data-phase=${phase}]`);
  const write = async (selector: string, text: string) => {
    await driven.page.focus(selector);
    await driven.page.$eval(selector, (input) => (input as HTMLInputElement).select());
    await driven.page.keyboard.type(text);
    await driven.page.keyboard.press('Tab');
  };
  const textIn = (selector: string) => driven.page.$eval(selector, (input) => (input as HTMLInputElement).value);

  it('Start, Pause and Resume are one button that keeps the focus; so do Step and Stop', async () => {
    await open('#fake=held', false);
    await driven.page.evaluate(() => window.release());
    await press('#start');
    await inPhase('running');
    await focused('pause');
    await driven.page.keyboard.press('Enter');
    await inPhase('paused');
    await focused('pause');
    await driven.page.keyboard.press(' ');
    await inPhase('running');
    await focused('pause');
    await press('#stop');
    await inPhase('finished');
    await focused('stop');
    // A button that is off does nothing.
    await driven.page.keyboard.press('Enter');
    expect(await driven.page.evaluate(() => window.heard.filter(({ type }) => type === 'stop').length)).toBe(1);
    await press('#step');
    await inPhase('paused');
    await focused('step');
  });

  it('a banner that disappears moves the focus to the run', async () => {
    await open('#fake=kept');
    await press('#continue');
    // Its button is "New run" once the run has ended.
    await driven.page.waitForFunction(() => document.activeElement?.matches('.controls .primary'));
  });

  it('a notice that is dismissed, or starts the run again, moves it too', async () => {
    await open('#fake=lost');
    await press('#start');
    await press('#fault .quiet');
    await focused('start');
    await driven.page.keyboard.press('Enter');
    await press('#again');
    await driven.page.waitForFunction(() => ['start', 'pause'].includes(document.activeElement?.id ?? ''));
  });

  it('a control that is disabled for a while gets its focus back', async () => {
    await open('#fake=held', false);
    await driven.page.evaluate(() => window.release());
    await driven.click('input[value=files]');
    const input = (await driven.page.waitForSelector('#files')) as ElementHandle<HTMLInputElement>;
    await input.focus();
    await input.uploadFile(...dataFiles.map((name) => join(folder, name)));
    await inPhase('loading');
    await driven.page.evaluate(() => window.release());
    await inPhase('ready');
    await focused('files');
  });

  it('a user who has moved on keeps the focus', async () => {
    await open('#fake=lost');
    await press('#start');
    await driven.page.waitForSelector('#fault');
    await driven.page.focus('#fault .quiet');
    await driven.page.mouse.click(2, 2);
    await driven.page.$eval('#fault .quiet', (button) => (button as HTMLElement).click());
    await driven.page.waitForSelector('#fault', { hidden: true });
    expect(await driven.page.evaluate(() => document.activeElement?.tagName)).toBe('BODY');
  });

  it('a decimal comma is a point, in settings, decoding and evaluation alike', async () => {
    await open();
    await write('#set-learningRate', '0,001');
    expect(await textIn('#set-learningRate')).toBe('0.001');
    await driven.page.$eval('#more', (fold) => ((fold as HTMLDetailsElement).open = true));
    await write('#set-outputDropout', ',25');
    expect(await textIn('#set-outputDropout')).toBe('0.25');
    await driven.click('input[value=sample]');
    await driven.page.waitForSelector('#decode-temperature');
    await write('#decode-temperature', '0,7');
    expect(await textIn('#decode-temperature')).toBe('0.7');
    await write('#evaluate-images', '1,000');
    expect(await driven.text('#evaluate-images-wrong')).toContain('write it without a comma: 1000');
    await press('#start');
    await driven.next('started', 0);
    expect(driven.last('started')?.options).toMatchObject({ learningRate: 0.001, outputDropout: 0.25 });
  });

  it('a text that is not a number stays, with the expected range, and returns with its field', async () => {
    await open();
    await write('#set-learningRate', '1e-x');
    expect(await textIn('#set-learningRate')).toBe('1e-x');
    expect(await driven.text('#set-learningRate-wrong')).toBe('number from 0 to 3.4e38');
    await driven.click('input[value=sample]');
    await driven.page.waitForSelector('#decode-temperature');
    await write('#decode-temperature', 'warm');
    await driven.click('input[value=greedy]');
    await driven.page.waitForSelector('#decode-temperature', { hidden: true });
    await driven.click('input[value=sample]');
    await driven.page.waitForSelector('#decode-temperature');
    expect(await textIn('#decode-temperature')).toBe('warm');
  });

  it('a start that lacks something says what, beside it, and leads there, even into a fold', async () => {
    await open();
    await driven.page.$eval('#more', (fold) => ((fold as HTMLDetailsElement).open = true));
    await write('#set-patience', 'no');
    await driven.page.$eval('#more', (fold) => ((fold as HTMLDetailsElement).open = false));
    expect(await driven.text('#state')).toBe('Not ready yet');
    expect(await driven.text('#lack')).toBe('Start needs a valid number: Patience');
    expect(await driven.page.$eval('#start', (button) => button.getAttribute('aria-describedby'))).toBe('lack');
    await press('#lack .link');
    await focused('set-patience');
    await write('#set-patience', '0');
    await driven.page.waitForSelector('#lack', { hidden: true });
    expect(await driven.text('#state')).toBe('Ready');
    await driven.click('input[value=files]');
    await driven.page.waitForSelector('#lack');
    expect(await driven.text('#lack')).toBe('Start needs the data set. Choose its files');
    await press('#lack .link');
    await focused('files');
  });
});
