import type { Browser, ElementHandle, Page } from 'puppeteer-core';
import { DeviceError } from '../src/errors.ts';
import type { Event } from '../src/worker/protocol.ts';

/** A page whose worker tells what happens. */
export interface DrivenPage {
  readonly page: Page;
  /** Rejects with a DeviceError when the browser or the page goes away. */
  readonly gone: Promise<never>;
}

/** Opens a page that tells every event of its worker to `window.fourgateEvent`. */
export async function openDrivenPage(
  browser: Browser,
  address: string,
  onEvent: (event: Event) => void,
): Promise<DrivenPage> {
  const [blank] = (await browser.pages()).filter((page) => page.url() === 'about:blank');
  const page = blank ?? (await browser.newPage());
  const gone = new Promise<never>((_, reject) => {
    const tell = (found: string) => reject(new DeviceError({ where: 'browser', expected: 'a page that runs', found }));
    browser.once('disconnected', () => tell('it was closed'));
    page.once('error', ({ message }) => tell(message));
    page.once('pageerror', (error) => tell(error instanceof Error ? error.message : String(error)));
  });
  // Whoever waits for something else at the moment will hear of it with the next wait.
  gone.catch(() => {});
  await page.exposeFunction('fourgateEvent', onEvent);
  await page.goto(address);
  return { page, gone };
}

/** Puts files into an input of the page. */
export async function giveFiles(page: Page, input: string, paths: readonly string[]): Promise<void> {
  const element = (await page.waitForSelector(input)) as ElementHandle<HTMLInputElement> | null;
  await element?.uploadFile(...paths);
}
