import type { Browser, Page } from 'puppeteer-core';
import type { Event } from '../../src/worker/protocol.ts';

type Of<T extends Event['type']> = Extract<Event, { type: T }>;

/** Milliseconds: much longer than any step of a test on a busy machine, and shorter than a test's own limit, which ends it without a word. */
const SILENCE = 300_000;

/** The page in a browser, and everything its worker says. */
export class Driven {
  readonly page: Page;
  readonly events: Event[] = [];
  /** Errors of the page that nobody caught. */
  readonly errors: string[] = [];
  #waiting: (() => void)[] = [];

  private constructor(page: Page) {
    this.page = page;
  }

  static async open(browser: Browser, address: string): Promise<Driven> {
    const driven = new Driven(await browser.newPage());
    const { page } = driven;
    page.setDefaultTimeout(SILENCE);
    page.on('pageerror', (error) => driven.errors.push(String(error)));
    page.on('dialog', (dialog) => void dialog.accept());
    await page.exposeFunction('fourgateEvents', (events: readonly Event[]) => {
      driven.events.push(...events);
      for (const wake of driven.#waiting.splice(0)) wake();
    });
    await page.goto(address);
    return driven;
  }

  of<T extends Event['type']>(type: T): Of<T>[] {
    return this.events.filter((event): event is Of<T> => event.type === type);
  }

  /** The last event of a type so far. */
  last<T extends Event['type']>(type: T): Of<T> | undefined {
    return this.of(type).at(-1);
  }

  /** Resolves with the first event of the type that comes from now on, or that `from` events ago has come. */
  async next<T extends Event['type']>(
    type: T,
    from = this.events.length,
    fits: (event: Of<T>) => boolean = () => true,
  ) {
    for (;;) {
      const found = this.events
        .slice(from)
        .find((event): event is Of<T> => event.type === type && fits(event as Of<T>));
      if (found) return found;
      // A page that cannot keep checkpoints goes on.
      const failed = this.events.slice(from).find((event) => event.type === 'failed' && event.during !== 'keep');
      if (failed?.type === 'failed') throw new Error(`waiting for ${type}: ${failed.message}`);
      await this.#another(type);
    }
  }

  /** Resolves with the next event. A page that falls silent says what it said last. */
  async #another(wanted: string): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const silent = new Promise<never>((_, reject) => {
      timer = setTimeout(() => {
        const last = this.events.slice(-20).map(({ type }) => type);
        reject(new Error(`waiting for ${wanted}: the page is silent since ${last.join(', ')}`));
      }, SILENCE);
    });
    const spoken = new Promise<void>((wake) => this.#waiting.push(wake));
    await Promise.race([spoken, silent]).finally(() => clearTimeout(timer));
  }

  /** Clicks once the element can be clicked. */
  async click(selector: string): Promise<void> {
    await this.page.waitForSelector(`${selector}:not(:disabled, [aria-disabled=true])`);
    await this.page.$eval(selector, (element) => (element as HTMLElement).click());
  }

  /**
   * Clicks as soon as a run in progress shows this step or a later one. To be called before it starts: the page itself waits, for a
   * short run may be over before a driver hears of its steps. Resolves once it has clicked.
   */
  clickAt(step: number, selector: string): Promise<void> {
    return this.page.evaluate(
      (from, button) =>
        new Promise<void>((clicked) => {
          const observer = new MutationObserver(() => {
            const shown = Number.parseInt(document.querySelector('#at-step')?.textContent ?? '', 10);
            if (!(shown >= from && document.querySelector('#state[data-phase=running]'))) return;
            observer.disconnect();
            document.querySelector<HTMLElement>(button)?.click();
            clicked();
          });
          observer.observe(document.body, { childList: true, characterData: true, subtree: true });
        }),
      step,
      selector,
    );
  }

  /** Takes single steps of a run that is paused, until there are three after the last that was kept. */
  async stepPastKept(): Promise<void> {
    while ((this.last('step')?.step ?? 0) < (this.last('kept')?.step ?? 0) + 3) {
      const before = this.events.length;
      await this.click('#step');
      await this.next('paused', before);
    }
  }

  /** Where an element is, in the middle of the window, once nothing scrolls any more: the page scrolls smoothly to a chosen picture. */
  atRest(selector: string): Promise<Readonly<Record<'x' | 'y' | 'width' | 'height', number>>> {
    return this.page.$eval(selector, async (element) => {
      for (let still = 0, before = Number.NaN; still < 20; still++) {
        if (element.getBoundingClientRect().y !== before) still = 0;
        // Again in every frame: a smooth scroll may outlast this one, and end where the bar of the run covers the element.
        element.scrollIntoView({ block: 'center', behavior: 'instant' });
        before = element.getBoundingClientRect().y;
        await new Promise(requestAnimationFrame);
      }
      const { x, y, width, height } = element.getBoundingClientRect();
      return { x, y, width, height };
    });
  }

  text(selector: string): Promise<string> {
    return this.page.$eval(selector, (element) => element.textContent ?? '');
  }

  close(): Promise<void> {
    return this.page.close({ runBeforeUnload: false });
  }
}
