import type { Browser, Page } from 'puppeteer-core';
import { processTree } from '../support/process_memory.ts';
import { type OpenPage, openTestPage } from './serve.ts';

/** A browser whose largest process holds more than that is closed and opened anew: what it compiled is never given back. */
const MOST_BYTES = 1.5 * 2 ** 30;

/** The test page in a browser that stays small: asked for before each piece of work, it is opened anew when it has grown. */
export class BoundedPage {
  readonly #launch: () => Promise<Browser>;
  #browser: Browser | undefined;
  #open: OpenPage | undefined;
  #peak = 0;
  #opened = 0;

  constructor(launch: () => Promise<Browser>) {
    this.#launch = launch;
  }

  /** The page, in the same browser as before or in a new one. */
  async page(): Promise<Page> {
    if (this.#largest() > MOST_BYTES) await this.close();
    this.#open ??= await this.#openPage();
    return this.#open.page;
  }

  get version(): string {
    return this.#open?.version ?? '';
  }

  /** The most bytes that one process has held, as far as it was looked at. */
  get peak(): number {
    this.#largest();
    return this.#peak;
  }

  /** How often it was opened, and the most that one process held when it was looked at. */
  get memory(): string {
    return `${this.#opened} ${this.#opened === 1 ? 'browser' : 'browsers'}, at most ${(this.#peak / 2 ** 30).toFixed(1)} GiB in a process`;
  }

  async close(): Promise<void> {
    this.#largest();
    await this.#open?.close();
    this.#open = undefined;
    this.#browser = undefined;
  }

  #openPage(): Promise<OpenPage> {
    this.#opened += 1;
    return openTestPage(async () => {
      this.#browser = await this.#launch();
      return this.#browser;
    });
  }

  #largest(): number {
    const pid = this.#browser?.process()?.pid;
    if (pid === undefined) return 0;
    const tree = processTree(pid);
    this.#peak = Math.max(this.#peak, ...tree.map(({ peak }) => peak));
    return Math.max(0, ...tree.map(({ resident }) => resident));
  }
}
