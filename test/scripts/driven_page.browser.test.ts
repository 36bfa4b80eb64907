import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchChromium, launchFirefox } from '../../scripts/browsers.ts';
import { DrivenPage } from '../../scripts/driven_page.ts';
import { DeviceError } from '../../src/errors.ts';

let servers: Server[];
const address = (server = 0) => `http://127.0.0.1:${(servers[server]?.address() as AddressInfo | undefined)?.port}/`;
beforeAll(async () => {
  servers = [0, 1].map(() => createServer((_, response) => response.setHeader('content-type', 'text/html').end('<p>')));
  for (const server of servers) await new Promise<void>((listens) => server.listen(0, '127.0.0.1', listens));
});
afterAll(() => {
  for (const server of servers) server.close();
});

describe.each([
  ['Chromium', launchChromium],
  ['Firefox', launchFirefox],
] as const)('whoever waits for a page in %s is told when nothing can come of it', (name, launch) => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launch();
    // A browser without a page would end.
    await browser.newPage();
  });
  afterAll(() => browser?.close());
  const open = () => DrivenPage.open(browser, address(), () => {});
  const found = (gone: Promise<never>) =>
    gone.catch((error: unknown) => (error instanceof DeviceError ? error.fault.found : String(error)));

  it('it is closed', async () => {
    const { page, gone } = await open();
    await page.close();
    expect(await found(gone)).toBe('its page was closed');
  });

  it('it has an uncaught error', async () => {
    const { page, gone } = await open();
    await page.evaluate(() => void setTimeout(() => Promise.reject(new Error('an oversight'))));
    expect(await found(gone)).toContain('an oversight');
    await page.close();
  });

  it('it navigates to another address, but not when it is reloaded', async () => {
    const { page, gone } = await open();
    await page.reload();
    expect(await Promise.race([gone, 'still there'])).toBe('still there');
    await page.goto(address(1));
    expect(await found(gone)).toBe(`it left for ${address(1)}`);
    await page.close();
  });

  it('it closes while it waits for files', async () => {
    const driven = await open();
    const given = driven.giveFiles('#none', ['package.json']);
    await Promise.all([expect(given).rejects.toThrow(DeviceError), driven.page.close()]);
  });

  if (name === 'Chromium') {
    it('it crashes', async () => {
      const { page, gone } = await open();
      void page.goto('chrome://crash').catch(() => {});
      expect(await found(gone)).toMatch(/crash/i);
      await page.close();
    });
  }

  it('its browser ends', async () => {
    const { gone } = await open();
    browser.process()?.kill('SIGKILL');
    expect(await found(gone)).toMatch(/closed/);
  });
});
