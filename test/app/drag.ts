import type { CDPSession, Page } from 'puppeteer-core';

declare global {
  interface Window {
    /** Whether the page has got what was dropped last. */
    dropped?: boolean;
  }
}

interface Dragged {
  /** Absolute paths of files and folders. */
  readonly files?: readonly string[];
  /** Text or a link by its type. */
  readonly items?: readonly { readonly mimeType: string; readonly data: string }[];
}

/** What a drag may become: as browsers offer it for files. */
const COPY = 1;

/**
 * Drags into the page and drops in the middle of an element, as a hand does: with the browser's own events. Where the page moves
 * under the hand just then, Chromium lets the drop go, and the hand tries again.
 */
export async function drop(page: Page, dragged: Dragged, onto = 'header'): Promise<void> {
  const session = await page.createCDPSession();
  try {
    await page.waitForSelector(onto);
    do await tryToDrop(page, session, dragged, onto);
    while (!(await page.evaluate(() => window.dropped)));
  } finally {
    await session.detach();
  }
}

async function tryToDrop(page: Page, session: CDPSession, { files = [], items = [] }: Dragged, onto: string) {
  const [x, y] = await page.$eval(onto, (element) => {
    window.dropped = false;
    const take = () => {
      window.dropped = true;
    };
    window.addEventListener('drop', take, { once: true, capture: true });
    element.scrollIntoView({ block: 'center', behavior: 'instant' });
    const box = element.getBoundingClientRect();
    return [box.x + box.width / 2, box.y + box.height / 2] as const;
  });
  const data = { items: items.map((item) => ({ ...item })), files: [...files], dragOperationsMask: COPY };
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const) {
    await session.send('Input.dispatchDragEvent', { type, x, y, data });
  }
}
