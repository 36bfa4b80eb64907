import { basename, resolve } from 'node:path';
import type { Browser, ElementHandle } from 'puppeteer-core';
import { queryOf, type RunRequest } from '../../src/app/run_request.ts';
import { DeviceError } from '../../src/errors.ts';
import type { Event, FailedEvent, FinishedEvent } from '../../src/worker/protocol.ts';
import type { StartOptions } from './options.ts';

/** The run that the options ask for, as the page takes it. */
export function requestOf(options: StartOptions): RunRequest {
  const { data, maxTrain, pictures, run } = options;
  const source: RunRequest['source'] = data
    ? { kind: 'files', name: basename(resolve(data)), ...(maxTrain === undefined ? {} : { maxTrain }) }
    : { kind: 'scenes', ...(pictures === undefined ? {} : { train: pictures }) };
  return { source, options: run };
}

/**
 * Opens the page in a browser and lets it run; the page tells every event of its worker.
 * @param files paths of the files of a CS231n folder, if that is to be trained
 * @returns the last event of the run
 * @throws DeviceError when the browser goes away
 */
export async function drivePage(
  browser: Browser,
  address: string,
  options: StartOptions,
  files: readonly string[],
  onEvent: (event: Event) => void,
): Promise<FinishedEvent | FailedEvent> {
  const [page = await browser.newPage()] = await browser.pages();
  const ended = new Promise<FinishedEvent | FailedEvent>((resolve, reject) => {
    const gone = (found: string) => reject(new DeviceError({ where: 'browser', expected: 'a page that runs', found }));
    browser.once('disconnected', () => gone('it was closed'));
    page.once('error', ({ message }) => gone(message));
    page.once('pageerror', (error) => gone(error instanceof Error ? error.message : String(error)));
    void page
      .exposeFunction('fourgateEvent', (event: Event) => {
        onEvent(event);
        if (event.type === 'finished' || event.type === 'failed') resolve(event);
      })
      .then(() => page.goto(address + queryOf(requestOf(options))))
      .then(async () => {
        if (files.length === 0) return;
        const input = (await page.waitForSelector('#files')) as ElementHandle<HTMLInputElement> | null;
        await input?.uploadFile(...files);
      })
      .catch(reject);
  });
  return ended;
}
