import type { Page } from 'puppeteer-core';

interface Dragged {
  /** Absolute paths of files and folders. */
  readonly files?: readonly string[];
  /** Text or a link by its type. */
  readonly items?: readonly { readonly mimeType: string; readonly data: string }[];
}

/** What a drag may become: as browsers offer it for files. */
const COPY = 1;

/** Drags into the page and drops in the middle of an element, as a hand does: with the browser's own events. */
export async function drop(page: Page, { files = [], items = [] }: Dragged, onto = 'header'): Promise<void> {
  const session = await page.createCDPSession();
  try {
    await page.waitForSelector(onto);
    const [x, y] = await page.$eval(onto, (element) => {
      element.scrollIntoView({ block: 'center', behavior: 'instant' });
      const box = element.getBoundingClientRect();
      return [box.x + box.width / 2, box.y + box.height / 2] as const;
    });
    const data = { items: items.map((item) => ({ ...item })), files: [...files], dragOperationsMask: COPY };
    for (const type of ['dragEnter', 'dragOver', 'drop'] as const) {
      await session.send('Input.dispatchDragEvent', { type, x, y, data });
    }
  } finally {
    await session.detach();
  }
}
