import type { Page } from 'puppeteer-core';
import { type Dragged, dropInFirefox } from './firefox_drag.ts';

declare global {
  interface Window {
    /** Whether the page has got what was dropped last. */
    dropped?: boolean;
  }
}

/** What a drag may become: as browsers offer it for files. */
const COPY = 1;

/**
 * Drags into the page and drops in the middle of an element, as a hand does: with the browser's own events. Where the page moves
 * under the hand just then, Chromium lets the drop go, and the hand tries again.
 */
export async function drop(page: Page, dragged: Dragged, onto = 'header'): Promise<void> {
  await page.waitForSelector(onto);
  const dropThere = /^firefox/i.test(await page.browser().version()) ? dropInFirefox : dropInChromium;
  do await dropThere(page, { ...dragged, ...(await aim(page, onto)) });
  while (!(await page.evaluate(() => window.dropped)));
}

/** The middle of an element, which is scrolled into sight; `window.dropped` then says whether a drop has arrived. */
const aim = (page: Page, onto: string) =>
  page.$eval(onto, (element) => {
    window.dropped = false;
    const take = () => {
      window.dropped = true;
    };
    window.addEventListener('drop', take, { once: true, capture: true });
    element.scrollIntoView({ block: 'center', behavior: 'instant' });
    const box = element.getBoundingClientRect();
    return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  });

async function dropInChromium(page: Page, { files = [], items = [], x, y }: Dragged & { x: number; y: number }) {
  const session = await page.createCDPSession();
  try {
    const data = { items: items.map((item) => ({ ...item })), files: [...files], dragOperationsMask: COPY };
    for (const type of ['dragEnter', 'dragOver', 'drop'] as const) {
      await session.send('Input.dispatchDragEvent', { type, x, y, data });
    }
  } finally {
    await session.detach();
  }
}
