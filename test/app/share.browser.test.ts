import type { Browser } from 'puppeteer-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { launchChromium } from '../../scripts/browsers.ts';
import { type Served, servePage } from '../../scripts/start/serve.ts';
import { presets } from '../../src/client/presets.ts';
import { runDefaults } from '../../src/options/run_options.ts';
import { Driven } from './drive.ts';

let served: Served;
let browser: Browser;
let driven: Driven;
beforeAll(async () => {
  served = await servePage('test/app/fake.html');
  browser = await launchChromium();
});
afterAll(async () => {
  await browser?.close();
  served?.close();
});
afterEach(async () => {
  expect(driven.errors).toEqual([]);
  await driven.close();
});

const open = async (query = '') => {
  driven = await Driven.open(browser, served.address + query);
  await driven.page.waitForSelector('#set-hiddenDim');
};
const query = () => driven.page.evaluate(() => location.search);
const textIn = (selector: string) => driven.page.$eval(selector, (input) => (input as HTMLInputElement).value);
const write = async (selector: string, text: string) => {
  await driven.page.$eval(selector, (input) => (input as HTMLInputElement).select());
  await driven.page.type(selector, text);
  await driven.page.keyboard.press('Tab');
};
/** Options of the last start that the worker was asked for. */
const started = () =>
  driven.page.evaluate(() => {
    const start = window.heard.findLast((command) => command.type === 'start');
    return start?.type === 'start' ? start.options : undefined;
  });
const sources = () =>
  driven.page.evaluate(() => window.heard.flatMap((command) => (command.type === 'load' ? [command.source] : [])));

describe('settings', () => {
  it('are in the address if they differ, and survive a reload', async () => {
    await open();
    expect(await query()).toBe('');
    await driven.page.select('#set-cellType', 'rnn');
    await write('#set-learningRate', '0,01');
    expect(await query()).toBe('?cell=rnn&lr=0.01');
    // What is no number is nowhere.
    await write('#set-batchSize', 'many');
    expect(await query()).toBe('?cell=rnn&lr=0.01');
    await driven.page.reload();
    await driven.page.waitForSelector('#set-cellType');
    expect([await textIn('#set-cellType'), await textIn('#set-learningRate')]).toEqual(['rnn', '0.01']);
    await driven.click('#set-defaults');
    expect(await query()).toBe('');
    await driven.click('input[name=features][value=pixels]');
    expect(await query()).toBe('?features=pixels');
    await driven.click('input[name=data][value=photos]');
    expect(await query()).toBe('?data=photos');
  });

  it('have a button beside them once changed, which resets them, and returns the focus to the field', async () => {
    await open();
    const resets = () =>
      driven.page.$$eval('button.reset', (buttons) => buttons.map((one) => one.querySelector('.hidden')?.textContent));
    expect(await resets()).toEqual([]);
    await driven.page.select('#set-cellType', 'rnn');
    await write('#set-hiddenDim', '48');
    // Text that is no number can be reset as well.
    await write('#set-batchSize', 'many');
    expect(await resets()).toEqual(['Reset Cell to LSTM', 'Reset Hidden units to 128', 'Reset Batch to 64']);
    await driven.page.focus('#set-hiddenDim-reset');
    await driven.page.keyboard.press('Enter');
    expect(await textIn('#set-hiddenDim')).toBe('128');
    expect(await driven.page.evaluate(() => document.activeElement?.id)).toBe('set-hiddenDim');
    await driven.click('#set-batchSize-reset');
    await driven.click('#set-cellType-reset');
    expect([await textIn('#set-batchSize'), await textIn('#set-cellType'), await query()]).toEqual(['64', 'lstm', '']);
    expect(await resets()).toEqual([]);
  });

  it('are passed on by a link, which another tab opens: nothing starts there until Start is pressed', async () => {
    await open('?cell=rnn#key=secret');
    await write('#set-hiddenDim', '48');
    // A browser without a window has no clipboard to read.
    await driven.page.evaluate(() => {
      const writeText = async (text: string) => void Object.assign(window, { copied: text });
      Object.assign(navigator.clipboard, { writeText });
    });
    await driven.click('#copy-link');
    await driven.page.waitForFunction(() => document.querySelector('.share [role=status]')?.textContent === 'Copied');
    const link = await driven.page.evaluate(() => `${Reflect.get(window, 'copied')}`);
    expect(link).toBe(`${served.address}?cell=rnn&hidden=48`);
    await driven.close();
    driven = await Driven.open(browser, link);
    await driven.page.waitForSelector('#state[data-phase=ready]');
    expect(await started()).toBeUndefined();
    await driven.click('#start');
    await driven.next('started', 0);
    expect(await started()).toEqual({ ...runDefaults, cellType: 'rnn', hiddenDim: 48 });
  });

  it('are shown as a link to copy by hand if the page may not use the clipboard', async () => {
    await open('?cell=rnn');
    await driven.page.evaluate(() => {
      Object.assign(navigator.clipboard, { writeText: () => Promise.reject(new Error('denied')) });
    });
    await driven.click('#copy-link');
    await driven.page.waitForSelector('.share input');
    expect(await textIn('.share input')).toBe(`${served.address}?cell=rnn`);
  });

  it('may be a preset, with a sentence on what to watch', async () => {
    await open('?preset=overfit-50');
    expect(await driven.text('#what-to-watch')).toContain(presets['overfit-50'].watch);
    expect(await sources()).toEqual([{ kind: 'scenes', train: 10 }]);
    expect([await textIn('#preset'), await textIn('#set-numEpochs')]).toEqual(['overfit-50', '100']);
    await write('#set-hiddenDim', '48');
    expect(await query()).toBe('?preset=overfit-50&hidden=48');
    await driven.page.select('#preset', 'rnn-forgets');
    expect(await query()).toBe('?preset=rnn-forgets');
    expect(await sources()).toEqual([{ kind: 'scenes', train: 10 }, { kind: 'scenes' }]);
    // The data are the same: they are not loaded again.
    await driven.page.select('#preset', 'rate-too-high');
    expect(await sources()).toHaveLength(2);
    expect(await textIn('#set-cellType')).toBe('lstm');
    await driven.page.waitForSelector('#state[data-phase=ready]');
    await driven.click('#start');
    await driven.next('started', 0);
    expect(await started()).toEqual({ ...runDefaults, ...presets['rate-too-high'].options });
  });

  it('from an invalid address are all refused, and the address stays for correction', async () => {
    await open('?cell=rnn&hidden=0');
    expect(await driven.text('#fault')).toMatch(/address: hidden.*positive integer/s);
    expect(await textIn('#set-cellType')).toBe('lstm');
    expect(await query()).toBe('?cell=rnn&hidden=0');
    await write('#set-hiddenDim', '48');
    expect(await query()).toBe('?hidden=48');
  });
});
