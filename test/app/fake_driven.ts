import { afterAll, beforeAll } from 'vitest';
import { launchChromium, type launchFirefox } from '../../scripts/browsers.ts';
import { type Served, servePage } from '../../scripts/start/serve.ts';
import { Driven } from './drive.ts';

let browser: Awaited<ReturnType<typeof launchChromium>>;
let served: Served;
/** The page with a fake worker that was opened last. */
export let driven: Driven;

/**
 * Declares, for a whole test file or a part of it, that a browser is there while it runs.
 * @param args of its command line
 * @param launch of another browser than Chromium
 */
export function useFakePage(args: readonly string[] = [], launch: typeof launchFirefox = launchChromium): void {
  beforeAll(async () => {
    served = await servePage('test/app/fake.html');
    browser = await launch({ args });
  });
  afterAll(async () => {
    await browser?.close();
    served?.close();
  });
}

/** `loaded`: whether to wait for the data, and for the runs that are kept. */
export const open = async (query: string, loaded = true) => {
  driven = await Driven.open(browser, served.address + query);
  if (loaded) await Promise.all([driven.next('dataset', 0), driven.next('runs', 0)]);
};
export const texts = (selector: string) =>
  driven.page.$$eval(selector, (items) => items.map((item) => item.textContent?.trim() ?? ''));
export const count = (selector: string) => driven.page.$$eval(selector, (items) => items.length);
/** What the page told its worker of a type, as text. */
export const heard = (type: string) =>
  driven.page.evaluate((wanted) => window.heard.filter((one) => one.type === wanted).map((one) => ({ ...one })), type);
