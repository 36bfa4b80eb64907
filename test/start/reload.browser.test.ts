import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'puppeteer-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { launchChromium } from '../../scripts/browsers.ts';
import { checkpointRoute } from '../../scripts/start/checkpoint_route.ts';
import { type DrivenRun, drivePage } from '../../scripts/start/drive.ts';
import { openRunFolder } from '../../scripts/start/run_folder.ts';
import { type Served, servePage } from '../../scripts/start/serve.ts';
import type { RunRequest } from '../../src/client/run_request.ts';
import { DeviceError } from '../../src/errors.ts';
import type { Event } from '../../src/worker/protocol.ts';
import { writeSmallFolder } from './small_folder.ts';

const request: RunRequest = {
  source: { kind: 'files', name: 'small', maxTrain: 40 },
  options: { backend: 'cpu', hiddenDim: 8, wordvecDim: 8, batchSize: 8, numEpochs: 100_000 },
};

let folder: string;
let data: readonly string[];
let served: Served;
let browser: Browser;
let run: DrivenRun;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fourgate-test-'));
  data = await writeSmallFolder(folder);
  [served, browser] = await Promise.all([servePage(), launchChromium()]);
});
// The first page of a browser: without any it would end.
afterEach(async () => {
  await browser.newPage();
  await run.page.page.close();
});
afterAll(async () => {
  await browser?.close();
  served?.close();
  await rm(folder, { recursive: true });
});

/** Drives the page, and resolves when it was reloaded after its run was kept. */
async function reloadedWhenKept(
  shown: boolean,
  onEvent: (event: Event) => void,
  by: Pick<Served, 'withKey'> = served,
): Promise<void> {
  await new Promise<void>((resolve) => {
    void drivePage(browser, by, request, { data, shown }, (event) => {
      onEvent(event);
      if (event.type === 'kept') resolve();
    }).then((driven) => {
      run = driven;
    });
  });
  const { page } = run.page;
  // The page may ask whether to leave with steps that are kept nowhere: between two savings there are some.
  page.on('dialog', (dialog) => void dialog.accept());
  await page.reload();
}

describe('a page of npm start that is reloaded', () => {
  it('by the user has its files again, and the run is continued on request', async () => {
    const events: Event[] = [];
    const types = () => events.map(({ type }) => type);
    await reloadedWhenKept(true, (event) => events.push(event));
    const { page } = run.page;
    await page.waitForSelector('#continue:not([aria-disabled=true])');
    await page.waitForSelector('#summary');
    expect(types().filter((type) => type === 'started')).toHaveLength(1);
    await page.$eval('#continue', (button) => (button as HTMLElement).click());
    await page.waitForSelector('#pause');
    await page.waitForFunction(() => Number.parseInt(document.querySelector('#at-step')?.textContent ?? '', 10) > 0);
    expect(types().filter((type) => type === 'started')).toHaveLength(2);
    expect(types()).not.toContain('failed');
  });

  it('offers the run of its folder, if it has one', async () => {
    const kept = openRunFolder(join(folder, 'kept'));
    const keeping = await servePage('index.html', [checkpointRoute(kept)]);
    try {
      await reloadedWhenKept(true, () => {}, keeping);
      const { page } = run.page;
      await page.waitForSelector('#continue:not(:disabled)');
      const text = await page.$eval('#continue-banner', (banner) => banner.textContent ?? '');
      expect(text).toContain('An earlier run is kept in the folder of checkpoints');
      await page.waitForSelector('#summary');
      await page.$eval('#continue', (button) => (button as HTMLElement).click());
      await page.waitForSelector('#pause');
    } finally {
      keeping.close();
      await kept.close();
    }
  });

  it('in headless mode is abandoned: no event would arrive', async () => {
    await reloadedWhenKept(false, () => {});
    await expect(run.ended).rejects.toThrow(DeviceError);
    await expect(run.ended).rejects.toThrow(/one that was reloaded/);
  });
});

describe.each([
  [true, 'looks at its first picture unasked where there is a window'],
  [false, 'asks nothing where nobody sees it'],
])('a page of npm start, shown: %s,', (shown, does) => {
  it(does, async () => {
    const events: Event[] = [];
    const short = { ...request, options: { ...request.options, iterations: 3 } };
    run = await drivePage(browser, served, short, { data, shown }, (event) => events.push(event));
    const { type } = await run.ended;
    expect(type).toBe('finished');
    const asked = () => events.some((event) => event.type === 'described');
    if (shown) await expect.poll(asked).toBe(true);
    else await run.page.page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 500)));
    expect(asked()).toBe(shown);
  });
});
