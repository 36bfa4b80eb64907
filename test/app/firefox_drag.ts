import type { Browser, Page } from 'puppeteer-core';

/** What is dragged into a page. */
export interface Dragged {
  /** Absolute paths of files and folders. */
  readonly files?: readonly string[];
  /** Text or a link by its type. */
  readonly items?: readonly { readonly mimeType: string; readonly data: string }[];
}

/** Asks Firefox itself, which drivers may only where it was started with `--remote-allow-system-access`. */
interface Connection {
  send(method: string, params: object): Promise<{ readonly result: unknown }>;
}
const connectionOf = (browser: Browser) => (browser as unknown as { readonly connection: Connection }).connection;

/** What is dragged, and where in the page it is dropped. */
interface Drop extends Dragged {
  readonly x: number;
  readonly y: number;
}

/**
 * Drags into a page and drops there: in the page's process, with a drag session of Firefox's own, so that events are trusted, files
 * are those of the disk, and what is dropped on a field is inserted. A desktop's own drag does not exist without a display.
 */
export async function dropInFirefox(page: Page, drop: Drop): Promise<void> {
  const connection = connectionOf(page.browser());
  const { result: tree } = await connection.send('browsingContext.getTree', { 'moz:scope': 'chrome' });
  const { contexts } = tree as { readonly contexts: readonly { readonly context: string; readonly url: string }[] };
  const window = contexts.find(({ url }) => url.endsWith('/browser.xhtml'));
  const { result } = await connection.send('script.callFunction', {
    functionDeclaration: IN_WINDOW,
    target: { context: window?.context },
    awaitPromise: true,
    arguments: [page.url(), `(${IN_PAGE})(${JSON.stringify({ files: [], items: [], ...drop })})`].map((value) => ({
      ...{ type: 'string', value },
    })),
  });
  const { type, result: said } = result as { readonly type: string; readonly result?: { readonly value?: unknown } };
  if (type !== 'success' || said?.value !== 'dropped') throw new Error(`Firefox: ${JSON.stringify(result)}`);
}

/** Runs a script in the process of the page at an address, with the rights of the browser. */
const IN_WINDOW = `async (url, script) => {
  const { messageManager } = gBrowser.tabs.find(({ linkedBrowser }) => linkedBrowser.currentURI.spec === url).linkedBrowser;
  const { promise, resolve } = Promise.withResolvers();
  const hear = ({ data }) => resolve(data);
  messageManager.addMessageListener('fourgate:dropped', hear);
  messageManager.loadFrameScript('data:application/javascript;charset=utf-8,' + encodeURIComponent(script), false);
  const said = await promise;
  messageManager.removeMessageListener('fourgate:dropped', hear);
  return said;
}`;

const IN_PAGE = `async ({ files, items, x, y }) => {
  try {
    const data = new content.DataTransfer();
    for (const path of files) {
      const file = Cc['@mozilla.org/file/local;1'].createInstance(Ci.nsIFile);
      file.initWithPath(path);
      if (file.isDirectory()) data.mozSetDataAt('application/x-moz-file', file, 0);
      else data.items.add(await content.File.createFromNsIFile(file));
    }
    for (const { mimeType, data: text } of items) data.mozSetDataAt(mimeType, text, 0);
    const copy = Ci.nsIDragService.DRAGDROP_ACTION_COPY;
    const service = Cc['@mozilla.org/widget/dragservice;1'].getService(Ci.nsIDragService);
    service.startDragSessionForTests(content, copy);
    const session = service.getCurrentSession(content);
    session.dataTransfer = data;
    for (const type of ['dragenter', 'dragover', 'drop']) {
      session.dragAction = copy;
      const event = content.document.createEvent('DragEvent');
      event.initDragEvent(type, true, true, content, 0, x, y, x, y, false, false, false, false, 0, null, null);
      const target = content.document.elementFromPoint(x, y);
      session.canDrop = !content.windowUtils.dispatchDOMEventViaPresShellForTesting(target, event);
    }
    session.endDragSession(true, 0);
    sendAsyncMessage('fourgate:dropped', 'dropped');
  } catch (error) {
    sendAsyncMessage('fourgate:dropped', String(error));
  }
}`;
