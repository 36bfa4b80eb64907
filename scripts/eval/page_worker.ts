import { resolve } from 'node:path';
import type { Browser } from 'puppeteer-core';
import type { Event } from '../../src/worker/protocol.ts';
import { DrivenPage } from '../driven_page.ts';
import type { EvalCommand, EvalWorker } from './drive.ts';
import type { PageCommand } from './page.ts';

/** The worker of the evaluation's page: files go into the page's inputs, and commands name them as chosen there. */
export class PageWorker implements EvalWorker {
  readonly #page: DrivenPage;

  private constructor(page: DrivenPage) {
    this.#page = page;
  }

  static async open(browser: Browser, address: string, onEvent: (event: Event) => void): Promise<PageWorker> {
    return new PageWorker(await DrivenPage.open(browser, address, onEvent));
  }

  events(): AsyncGenerator<Event, never> {
    return this.#page.events();
  }

  async send(command: EvalCommand): Promise<void> {
    const { page, gone } = this.#page;
    const chosen = await this.#choose(command);
    await Promise.race([page.evaluate((one) => window.fourgateSend?.(one), chosen), gone]);
  }

  /** Puts the files of a command into the page. */
  async #choose(command: EvalCommand): Promise<PageCommand> {
    const give = (input: string, paths: readonly string[]) =>
      this.#page.giveFiles(
        input,
        paths.map((path) => resolve(path)),
      );
    switch (command.type) {
      case 'open':
        await give('#checkpoint', [command.file]);
        return { ...command, file: 'chosen' };
      case 'load': {
        const { source } = command;
        if (source.kind !== 'files') return { type: 'load', source };
        const { files, ...others } = source;
        await give('#files', files);
        return { type: 'load', source: others };
      }
      case 'pictures':
        await give('#pictures', command.files);
        return { type: 'pictures', files: 'chosen' };
      default:
        return command;
    }
  }
}
