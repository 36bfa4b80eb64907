import type { Browser, ElementHandle, Page } from 'puppeteer-core';
import { DeviceError } from '../src/errors.ts';
import type { Event } from '../src/worker/protocol.ts';
import { EventQueue } from './event_queue.ts';

/**
 * Rejects with a DeviceError when a page cannot produce anything more: it or the browser was closed or crashed, it left
 * for another address, or it threw an uncaught error. Code that waits for a page waits for this too.
 */
export function goneOf(browser: Browser, page: Page): Promise<never> {
  const gone = new Promise<never>((_, reject) => {
    const tell = (found: string) => reject(goneWith(found));
    browser.once('disconnected', () => tell('it was closed'));
    page.once('close', () => tell('its page was closed'));
    page.once('error', ({ message }) => tell(message));
    page.once('pageerror', (error) => tell(error instanceof Error ? error.message : String(error)));
    let origin = '';
    page.on('framenavigated', (frame) => {
      if (frame !== page.mainFrame()) return;
      const { origin: now } = new URL(frame.url());
      if (origin !== '' && now !== origin) tell(`it left for ${frame.url()}`);
      if (frame.url() !== 'about:blank') origin = now;
    });
  });
  // Code that waits for something else now receives it with its next wait.
  gone.catch(() => {});
  return gone;
}

const goneWith = (found: string, options?: ErrorOptions) =>
  new DeviceError({ where: 'browser', expected: 'a page that runs', found }, options);

/** A page that is driven from outside: it is given files, and reports every event of its worker. */
export class DrivenPage {
  readonly page: Page;
  /** Rejects with a DeviceError when the page cannot produce anything more. */
  readonly gone: Promise<never>;
  readonly #queue = new EventQueue();

  private constructor(browser: Browser, page: Page) {
    this.page = page;
    this.gone = goneOf(browser, page);
  }

  /**
   * Opens a page that passes every event of its worker to `window.fourgateEvents`.
   * @param onEvent called with every event, for as long as the page is open
   */
  static async open(browser: Browser, address: string, onEvent: (event: Event) => void): Promise<DrivenPage> {
    const [blank] = (await browser.pages()).filter((page) => page.url() === 'about:blank');
    const page = blank ?? (await browser.newPage());
    page.setDefaultTimeout(0);
    const driven = new DrivenPage(browser, page);
    await page.exposeFunction('fourgateEvents', (events: readonly Event[]) => {
      for (const event of events) {
        onEvent(event);
        driven.#queue.push(event);
      }
    });
    await page.goto(address);
    return driven;
  }

  /** The page's events in their order, from the first on; to be read once. @throws DeviceError when the page is gone */
  events(): AsyncGenerator<Event, never> {
    return this.#queue.read(this.gone);
  }

  /** Puts files into an input of the page. @throws DeviceError when the page goes, or has no such input */
  async giveFiles(input: string, paths: readonly string[]): Promise<void> {
    const give = async () => {
      const element = (await this.page.waitForSelector(input)) as ElementHandle<HTMLInputElement> | null;
      await element?.uploadFile(...paths);
    };
    const failed = (cause: unknown) => {
      throw goneWith(cause instanceof Error ? cause.message : String(cause), { cause });
    };
    await Promise.race([give().catch(failed), this.gone]);
  }
}
