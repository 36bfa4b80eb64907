import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchChromium } from '../../scripts/browsers.ts';
import { type Served, servePage } from '../../scripts/start/serve.ts';
import { queryOf, type RunRequest } from '../../src/client/run_request.ts';
import { Driven } from './drive.ts';

const request: RunRequest = {
  source: { kind: 'scenes', train: 100, val: 10, test: 10 },
  options: { hiddenDim: 16, wordvecDim: 8, batchSize: 32, numEpochs: 4, learningRate: 0.01, outputDropout: 0.2 },
};

let browser: Awaited<ReturnType<typeof launchChromium>>;
let served: Served;
let driven: Driven;
beforeAll(async () => {
  served = await servePage();
  browser = await launchChromium();
  driven = await Driven.open(browser, served.withKey(queryOf(request)));
});
afterAll(async () => {
  await browser?.close();
  served?.close();
});

/** Losses of the first run and of the one that went on, by step. */
function lossesOfBoth() {
  const again = driven.events.findLastIndex(({ type }) => type === 'started');
  const losses = (events: typeof driven.events) =>
    new Map(events.flatMap((event) => (event.type === 'step' ? [[event.step, event.loss] as const] : [])));
  return { before: losses(driven.events.slice(0, again)), after: losses(driven.events.slice(again)) };
}

describe('a reload in the middle of training', () => {
  it('loses nothing that was kept: the run resumes with the same bits', async () => {
    // In the second of four epochs of 16 steps. Nothing is kept while it is paused.
    await driven.clickAt(20, '#pause');
    await driven.next('paused', 0);
    await driven.stepPastKept();
    const { step: kept = Number.NaN } = driven.last('kept') ?? {};
    const mark = driven.events.length;
    await driven.page.goto(served.address);
    const { runs } = await driven.next('runs', mark, ({ runs }) => runs.some(({ latest }) => latest));
    expect(runs).toMatchObject([
      { latest: { training: { step: kept, options: { outputDropout: 0.2 }, source: { train: 100 } } } },
    ]);
    expect(await driven.text('#continue-banner')).toContain(`step ${kept} of`);

    await driven.click('#continue');
    const finished = await driven.next('finished', mark);
    const { before, after } = lossesOfBoth();
    expect([...after.keys()][0]).toBe(kept + 1);
    expect(finished).toMatchObject({ stopped: false, step: driven.last('started')?.totalSteps });
    for (const step of [kept + 1, kept + 2, kept + 3]) expect(after.get(step)).toBe(before.get(step));
    expect(await driven.page.$eval('#set-outputDropout', (input) => (input as HTMLInputElement).value)).toBe('0.2');
    expect(driven.errors).toEqual([]);
  });

  it('does not prevent an opened run from captioning, nor from being saved as a file', async () => {
    const mark = driven.events.length;
    await driven.page.goto(served.address);
    const { runs } = await driven.next('runs', mark, ({ runs }) => runs.some(({ latest }) => latest));
    const { step = 0 } = driven.last('finished') ?? {};
    expect(runs).toMatchObject([{ latest: { training: { step, totalSteps: step } } }]);
    await driven.next('dataset', mark);
    await driven.click('#open-kept');
    await driven.next('opened', mark);
    await driven.click('#grid .pick');
    const { captions } = await driven.next('described', mark);
    expect(captions[0]?.words.length).toBeGreaterThan(0);
    await driven.click('#save');
    expect((await driven.next('saved', mark)).name).toMatch(/\.safetensors$/);
  });
});
