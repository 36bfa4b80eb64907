import type { Browser, Page } from 'puppeteer-core';
import { launchChromium, launchFirefox } from '../../scripts/browsers.ts';
import type { Opened } from '../../scripts/command.ts';
import { goneOf } from '../../scripts/driven_page.ts';
import { servePage } from '../../scripts/start/serve.ts';
import { type Host, say } from './host.ts';

/** What marks a line of progress among the page's console messages. */
const PROGRESS = 'bench: ';

/** Opens the benchmark page fresh and asks it something. */
async function inPage<T>(browser: Browser, address: string, ask: (page: Page) => Promise<T | undefined>): Promise<T> {
  const page = await browser.newPage();
  const gone = goneOf(browser, page);
  page.on('console', (message) => {
    if (message.text().startsWith(PROGRESS)) say(message.text().slice(PROGRESS.length));
  });
  try {
    await page.goto(address);
    await Promise.race([page.waitForFunction(() => window.fourgateBench !== undefined), gone]);
    const answer = await Promise.race([ask(page), gone]);
    if (answer === undefined) throw new Error('the page did not answer');
    return answer;
  } finally {
    await page.close();
  }
}

/**
 * A headless browser showing the benchmark page.
 * @param software whether Chromium computes on SwiftShader even where there is a GPU
 * @throws DeviceError when there is no such browser or no adapter
 */
export async function browserHost(kind: 'chromium' | 'firefox', software: boolean, opened: Opened): Promise<Host> {
  const { address } = opened.add(await servePage('bench/index.html'), (one) => one.close());
  const launched = await (kind === 'firefox' ? launchFirefox() : launchChromium(software ? { software } : {}));
  const browser = opened.add(launched, (one) => one.close());
  return {
    name: kind,
    async place() {
      const found = await inPage(browser, address, (page) =>
        page.evaluate(() => window.fourgateBench?.circumstances(false)),
      );
      return { adapter: found.adapter, software: found.software, browser: await browser.version() };
    },
    section: (name, request) =>
      inPage(browser, address, (page) =>
        page.evaluate((one, wanted) => window.fourgateBench?.section(one, wanted), name, request),
      ),
  };
}
