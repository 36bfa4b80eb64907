import type { WebWorker } from 'puppeteer-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { launchChromium } from '../../scripts/browsers.ts';
import { type Served, servePage } from '../../scripts/start/serve.ts';
import { queryOf, type RunRequest } from '../../src/client/run_request.ts';
import { Driven } from './drive.ts';

const request: RunRequest = {
  source: { kind: 'scenes', train: 100, val: 10, test: 10 },
  options: { backend: 'cpu', hiddenDim: 8, wordvecDim: 8, batchSize: 8, numEpochs: 10_000 },
};

let browser: Awaited<ReturnType<typeof launchChromium>>;
let page: Served;
let fake: Served;
let driven: Driven;
beforeAll(async () => {
  [page, fake] = await Promise.all([servePage(), servePage('test/app/fake.html')]);
  browser = await launchChromium();
});
afterAll(async () => {
  await browser?.close();
  page?.close();
  fake?.close();
});
afterEach(() => driven.close());

const phase = () => driven.page.$eval('#state', (state) => (state as HTMLElement).dataset.phase);
const worker = () => driven.page.workers()[0] as WebWorker;

describe('a worker that ends by itself', () => {
  it('is reported, with what is kept of the run; a reload resumes from there', async () => {
    driven = await Driven.open(browser, page.withKey(queryOf(request)));
    const { step } = await driven.next('kept', 0);
    await worker().evaluate(() => self.close());
    await driven.page.waitForSelector('#ended');
    expect(await phase()).toBe('ended');
    expect(await driven.text('#ended')).toMatch(/perhaps for lack of memory.*Step \d+ of this run was saved just now/);
    expect(await driven.next('failed', 0)).toMatchObject({ during: 'ended', fault: { where: 'training worker' } });
    expect(
      await driven.page.$$eval('.controls button:not([aria-disabled=true]), #fault', (found) => found.length),
    ).toBe(0);
    const mark = driven.events.length;
    await driven.click('#reload');
    await driven.next('ready', mark);
    await driven.page.waitForSelector('#continue-banner');
    expect(
      Number(/step ([\d,]+) of/.exec(await driven.text('#continue-banner'))?.[1]?.replace(',', '')),
    ).toBeGreaterThanOrEqual(step);
  });

  it('before it began, as if its script is missing', async () => {
    driven = await Driven.open(browser, 'about:blank');
    await driven.page.evaluateOnNewDocument(() => {
      const { Worker } = window;
      window.Worker = class extends Worker {
        constructor() {
          super('/missing.js', { type: 'module' });
        }
      };
    });
    await driven.page.goto(page.address);
    await driven.page.waitForSelector('#ended');
    expect(await driven.text('#ended')).toMatch(/could not be started/);
  });
});

describe('an uncaught error', () => {
  it.each([
    [
      'thrown',
      /planted/,
      () => {
        setTimeout(() => {
          throw new TypeError('planted');
        });
      },
    ],
    // A command that is none.
    ['rejected', /TypeError/, () => void self.dispatchEvent(new MessageEvent('message', { data: null }))],
  ])('is %s in the worker: it is shown, and the run continues', async (_, message, fault) => {
    driven = await Driven.open(browser, page.withKey(queryOf(request)));
    await driven.next('step', 0);
    await worker().evaluate(fault);
    await driven.page.waitForSelector('#uncaught');
    expect(await driven.text('#uncaught')).toMatch(/in the training worker/);
    expect(await driven.text('#uncaught')).toMatch(message);
    expect(await driven.next('failed', 0)).toMatchObject({ during: 'uncaught' });
    await driven.next('step', driven.events.length);
    expect(await phase()).toBe('running');
  });

  it.each(['thrown', 'rejected'] as const)('is %s in the page: it is shown', async (how) => {
    driven = await Driven.open(browser, fake.address);
    const plant = () => driven.page.evaluate((wanted) => window.plant(wanted), how);
    await plant();
    await driven.page.waitForSelector('#uncaught');
    expect(await driven.text('#uncaught')).toMatch(/in the page.*TypeError: planted/);
    expect(await driven.next('failed', 0)).toMatchObject({ during: 'uncaught', message: 'planted' });
    await plant();
    await driven.page.waitForFunction(() => document.querySelector('#uncaught')?.textContent?.includes('and 1 more'));
    await driven.click('#uncaught .quiet');
    expect(await driven.page.$('#uncaught')).toBeNull();
  });

  it('is shown although the page itself is gone', async () => {
    driven = await Driven.open(browser, fake.address);
    await driven.page.evaluate(() => {
      document.querySelector('#app')?.remove();
      window.plant('thrown');
    });
    await driven.page.waitForSelector('#uncaught');
  });

  it('is not caused by a chart that is resized', async () => {
    driven = await Driven.open(browser, fake.address);
    await driven.page.evaluate(() => {
      dispatchEvent(
        new ErrorEvent('error', { message: 'ResizeObserver loop completed with undelivered notifications.' }),
      );
    });
    expect(await driven.page.$('#uncaught')).toBeNull();
  });
});

describe('a worker that does not answer', () => {
  /** The page's seconds pass a hundred times as fast. */
  const openHurried = async (query: string) => {
    driven = await Driven.open(browser, 'about:blank');
    await driven.page.evaluateOnNewDocument(() => {
      const { setInterval } = window;
      Object.assign(window, { setInterval: (work: () => void, wait: number) => setInterval(work, wait / 100) });
    });
    await driven.page.goto(fake.address + query);
  };

  it('is reported while data load, until it answers', async () => {
    await openHurried('#fake=held');
    await driven.page.waitForSelector('#silent');
    expect(await driven.text('#silent')).toMatch(/has not responded for .*may be reading a large file/);
    await driven.page.evaluate(() => window.release());
    await driven.page.waitForSelector('#silent', { hidden: true });
    expect(await phase()).toBe('ready');
  });

  it('is reported during a run, with what is kept of it', async () => {
    await openHurried('#fake=stuck');
    await driven.click('#start');
    await driven.page.waitForSelector('#silent');
    expect(await driven.text('#silent')).toMatch(/the GPU no longer responds.*Step 40 of this run was saved just now/);
    expect(await phase()).toBe('running');
  });
});
