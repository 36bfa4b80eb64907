import type { Browser } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchChromium } from '../../scripts/browsers.ts';
import { DrivenPage } from '../../scripts/driven_page.ts';
import { type Served, servePage } from '../../scripts/start/serve.ts';
import { queryOf, type RunRequest } from '../../src/client/run_request.ts';
import type { Event } from '../../src/worker/protocol.ts';

// 300 captions in minibatches of 32: an epoch has 10 steps.
const request: RunRequest = {
  source: { kind: 'scenes', train: 60, val: 20, test: 20 },
  options: { hiddenDim: 16, wordvecDim: 8, batchSize: 32, numEpochs: 10_000, outputDropout: 0.2 },
};

let served: Served;
let browser: Browser;
beforeAll(async () => {
  [served, browser] = await Promise.all([servePage(), launchChromium()]);
});
afterAll(async () => {
  await browser.close();
  served.close();
});

/** What a page tells until it tells this. Its events of before a reload are not among them. */
async function tellsUntil(asked: RunRequest, last: (event: Event) => boolean): Promise<Event[]> {
  const events: Event[] = [];
  let done = () => {};
  const ended = new Promise<void>((resolve) => {
    done = resolve;
  });
  const { page, gone } = await DrivenPage.open(browser, served.withKey(queryOf(asked)), (event) => {
    events.push(event);
    if (last(event) || event.type === 'failed') done();
  });
  await Promise.race([ended, gone]);
  // A browser without a page would end.
  await browser.newPage();
  await page.close();
  return events;
}

const lossesOf = (events: readonly Event[]) =>
  events.flatMap((event) => (event.type === 'step' ? [[event.step, event.loss]] : []));

describe('a page closed in the middle of training', () => {
  it('finds the kept run when reopened, and resumes with the same losses', async () => {
    const closed = await tellsUntil(request, ({ type }) => type === 'kept');
    expect(closed.find(({ type }) => type === 'kept')).toMatchObject({ step: 10 });
    const again = { source: { kind: 'scenes' }, options: {}, resume: true } as const;
    const hasSteps = (count: number) => {
      let steps = 0;
      return ({ type }: Event) => type === 'step' && ++steps === count;
    };
    const resumed = await tellsUntil(again, hasSteps(25));
    expect(resumed.filter(({ type }) => type === 'failed')).toEqual([]);
    const opened = resumed.find((event) => event.type === 'opened')?.checkpoint;
    expect(opened).toMatchObject({ hiddenDim: 16, training: { totalSteps: 100_000, source: request.source } });
    // Until its tab was closed, the run may have come to the end of further epochs.
    const step = opened?.training?.step ?? 0;
    expect(step).toBeGreaterThan(0);
    expect(step % 10).toBe(0);
    const undisturbed = await tellsUntil(request, hasSteps(step + 25));
    expect(lossesOf(resumed).slice(0, 25)).toEqual(lossesOf(undisturbed).slice(step, step + 25));
  });
});
