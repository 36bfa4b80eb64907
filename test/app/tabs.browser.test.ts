import type { Browser } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchChromium, launchFirefox } from '../../scripts/browsers.ts';
import { type Served, servePage } from '../../scripts/start/serve.ts';
import { queryOf, type RunRequest } from '../../src/client/run_request.ts';
import { Driven } from './drive.ts';

const requestOf = (seed: number): RunRequest => ({
  source: { kind: 'scenes', train: 60, val: 10, test: 10 },
  options: { backend: 'cpu', hiddenDim: 16, wordvecDim: 8, batchSize: 32, numEpochs: 10_000, outputDropout: 0.2, seed },
});
const FOLDER = 'fourgate-checkpoints';

let served: Served;
beforeAll(async () => {
  served = await servePage();
});
afterAll(() => served?.close());

const launches: [name: string, launch: () => Promise<Browser>][] = [
  ['Chromium', () => launchChromium({ software: true })],
  ['Firefox', launchFirefox],
];

/** Losses by step since the last start. */
function lossesOf(tab: Driven): ReadonlyMap<number, number> {
  const start = tab.events.findLastIndex(({ type }) => type === 'started');
  const steps = tab.events.slice(start).flatMap((event) => (event.type === 'step' ? [event] : []));
  return new Map(steps.map(({ step, loss }) => [step, loss]));
}

/** Pauses a run three steps or more after it was kept. */
async function pause(tab: Driven): Promise<void> {
  const mark = tab.events.length;
  await tab.click('#pause');
  await tab.next('paused', mark);
  await tab.stepPastKept();
}

/** Continues the run that a tab offers first, until it is kept anew; its losses are those of the tab that it was begun in. */
async function continueAsIn(before: ReadonlyMap<number, number>, kept: number, tab: Driven): Promise<void> {
  const mark = tab.events.length;
  await tab.click('#continue');
  await tab.next('kept', mark);
  await pause(tab);
  const after = lossesOf(tab);
  expect([...after.keys()][0]).toBe(kept + 1);
  for (const step of [kept + 1, kept + 2, kept + 3]) expect(after.get(step)).toBe(before.get(step));
}

describe.each(launches)('tabs of %s', (_, launch) => {
  let browser: Browser;
  let first: Driven;
  let second: Driven;
  let third: Driven;
  beforeAll(async () => {
    browser = await launch();
  });
  afterAll(() => browser?.close());

  const train = async (seed: number) => {
    const tab = await Driven.open(browser, served.withKey(queryOf(requestOf(seed))));
    await tab.next('kept', 0);
    await pause(tab);
    return tab;
  };
  const keptOf = (tab: Driven) => tab.last('kept') ?? expect.fail('nothing is kept');
  /** Waits until a tab knows that exactly these runs can be continued. */
  const offered = (tab: Driven, from: number, ...names: readonly string[]) =>
    tab.next(
      'runs',
      from,
      ({ runs }) => runs.flatMap(({ run, latest }) => (latest ? run : [])).join() === names.join(),
    );

  it('that train at the same time keep separate runs, which a third tab does not offer', async () => {
    first = await train(1);
    second = await train(2);
    third = await Driven.open(browser, served.address);
    const { runs } = await third.next('runs', 0);
    expect(runs.map(({ run, latest }) => [run, latest])).toEqual([
      [keptOf(second).run, undefined],
      [keptOf(first).run, undefined],
    ]);
    await third.next('dataset', 0);
    expect(await third.page.$('#continue-banner')).toBeNull();
  });

  it('when one is closed, another continues its run with the same bits', async () => {
    const { run, step } = keptOf(first);
    const mark = third.events.length;
    await first.close();
    await offered(third, mark, run);
    await third.page.waitForSelector('#continue-banner');
    expect(await third.text('#continue-banner')).toContain(`step ${step.toLocaleString('en')} of`);
    await continueAsIn(lossesOf(first), step, third);
    expect(keptOf(third).run).toBe(run);
  });

  it('when one is reloaded, it starts nothing and offers its own run', async () => {
    const { run, step } = keptOf(second);
    const before = lossesOf(second);
    const mark = second.events.length;
    await second.page.reload();
    await offered(second, mark, run);
    await second.page.waitForSelector('#continue-banner');
    expect(second.events.slice(mark).some(({ type }) => type === 'started')).toBe(false);
    expect(await second.page.$eval('#set-hiddenDim', (input) => (input as HTMLInputElement).value)).toBe('16');
    await continueAsIn(before, step, second);
    expect(keptOf(second).run).toBe(run);
    expect(third.events.some(({ type }) => type === 'failed')).toBe(false);
  });

  it('report that nothing is kept when the files are deleted, and save the run again', async () => {
    await second.page.waitForSelector('#kept');
    await second.page.evaluate(
      async (folder, run) => {
        const directory = await (await navigator.storage.getDirectory()).getDirectoryHandle(folder);
        for (const which of ['latest', 'best']) await directory.removeEntry(`${which}-${run}.safetensors`);
      },
      FOLDER,
      keptOf(second).run,
    );
    await second.page.waitForSelector('#kept', { hidden: true });
    const mark = second.events.length;
    const kept = () => second.events.slice(mark).flatMap((event) => (event.type === 'kept' ? [event] : []));
    while (kept().length === 0) {
      const before = second.events.length;
      await second.click('#step');
      // What is to be kept after a step is kept before the run pauses: nothing is written any more.
      await second.next('paused', before);
    }
    await second.page.waitForSelector('#kept');
    expect(await second.text('#kept')).toContain(`step ${kept().at(-1)?.step}, just now`);
    // Only the end of an epoch can be the best.
    const best = kept().some(({ bestStep }) => bestStep !== undefined);
    expect((await second.page.$('#open-best')) !== null).toBe(best);
  });

  it('offer a run kept by an earlier version', async () => {
    const { run, step } = keptOf(third);
    const before = lossesOf(third);
    await third.close();
    const mark = second.events.length;
    await second.page.evaluate(
      async (folder, name) => {
        const directory = await (await navigator.storage.getDirectory()).getDirectoryHandle(folder);
        for (const which of ['latest', 'best']) {
          const old = await directory.getFileHandle(`${which}-${name}.safetensors`);
          const handle = await directory.getFileHandle(`${which}.safetensors`, { create: true });
          const writable = await handle.createWritable();
          await writable.write(await old.getFile());
          await writable.close();
          await directory.removeEntry(old.name);
        }
      },
      FOLDER,
      run,
    );
    await second.page.goto(served.address);
    await second.next('runs', mark, ({ runs }) => runs[0]?.run === '' && runs[0].latest !== undefined);
    await second.page.waitForSelector('#continue-banner');
    await continueAsIn(before, step, second);
    expect(second.errors).toEqual([]);
  });
});
