import type { Browser } from 'puppeteer-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { launchChromium, launchFirefox } from '../../scripts/browsers.ts';
import { type Served, servePage } from '../../scripts/start/serve.ts';
import { Driven } from './drive.ts';

let served: Served;
beforeAll(async () => {
  served = await servePage();
});
afterAll(() => served?.close());

/** The link of a preset, with a net and data small enough for a software adapter. */
const LINK =
  '?preset=dropout&pictures=60&val-pictures=12&test-pictures=12&hidden=16&wordvec=8&batch=20&epochs=3&validate-every=1';
const runs = 'table.runs tbody tr';

describe.each([
  ['Chromium', launchChromium],
  ['Firefox', launchFirefox],
] as const)('a teacher’s quarter of an hour, in %s', (_, launch) => {
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

  const inPhase = (phase: string) => driven.page.waitForSelector(`#state[data-phase=${phase}]`);
  const listed = (wanted: number) =>
    driven.page.waitForFunction((selector, n) => document.querySelectorAll(selector).length === n, {}, runs, wanted);
  const textIn = (selector: string) => driven.page.$eval(selector, (input) => (input as HTMLInputElement).value);

  it('opens a preset, follows a unit, pauses, trains the other cell, compares, and passes the link on', async () => {
    driven = await Driven.open(browser, served.address + LINK);
    await inPhase('ready');
    expect(await driven.text('#what-to-watch')).toContain('With dropout');
    expect([await textIn('#set-hiddenDim'), await textIn('#set-outputDropout')]).toEqual(['16', '0.5']);

    const paused = driven.clickAt(5, '#pause');
    await driven.click('#start');
    await paused;
    await inPhase('paused');
    await driven.click('#grid li:nth-child(2) .pick');
    await driven.page.waitForSelector('#inside');
    await driven.page.focus('#unit');
    await driven.page.keyboard.type('7');
    await driven.page.waitForSelector('#unfollow');
    expect(await driven.text('#followed h4')).toBe('Unit 7, word by word');

    // A scene of one's own: it changes, and its caption follows.
    let from = driven.events.length;
    await driven.click('#draw');
    await driven.next('described', from);
    from = driven.events.length;
    // It may have had one of the colours before.
    for (const colour of ['red', 'blue']) await driven.click(`input[name=drawn-colour][value=${colour}]`);
    await driven.next('described', from);
    expect(await driven.text('#drawing')).toMatch(/blue/);

    await driven.click('#pause');
    await driven.next('finished', 0);
    expect(await driven.text('#result')).toMatch(/Done after 45 steps/);
    await listed(1);

    from = driven.events.length;
    await driven.click('#other-cell');
    await driven.next('finished', from);
    await listed(2);
    expect(driven.last('started')?.options.cellType).toBe('rnn');
    await driven.page.waitForSelector('#comparison');
    expect(await driven.text('#comparison')).toMatch(/Cell.*RNN.*LSTM|Cell.*LSTM.*RNN/s);
    // What each says of the held-out pictures, which are drawn again from their seed.
    await driven.page.waitForSelector('#caption-pairs li');
    const pictures = () =>
      driven.page.$$eval('#caption-pairs li', (items) =>
        items.map((item) => [item.querySelectorAll('.caption').length, item.querySelector('canvas')?.width]),
      );
    expect(await pictures()).toEqual(Array(12).fill([2, 192]));
    const link = await driven.page.evaluate(() => location.href);

    // Another tab has the same settings, and nothing is lost in this one.
    const other = await Driven.open(browser, link);
    await other.page.waitForSelector('#state[data-phase=ready]');
    expect(await other.page.evaluate(() => location.search)).toBe(new URL(link).search);
    expect(other.errors).toEqual([]);
    await other.close();
    expect(await driven.page.$$eval(runs, (rows) => rows.length)).toBe(2);
    await driven.page.reload();
    await inPhase('ready');
    await listed(2);
    expect(await driven.page.evaluate(() => location.href)).toBe(link);
    for (const row of [1, 2]) await driven.click(`${runs}:nth-child(${row}) td:nth-of-type(2) input`);
    await driven.page.waitForSelector('#caption-pairs li');
    expect(await pictures()).toEqual(Array(12).fill([2, 192]));
  });
});
