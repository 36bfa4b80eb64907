import type { Browser } from 'puppeteer-core';
import { describe, expect, it } from 'vitest';
import { launchChromium, launchFirefox } from '../../../scripts/browsers.ts';
import { openTestPage } from '../../browser/serve.ts';
import { EXPECTED_CHECKSUMS } from './samples.ts';

const browsers: [name: string, launch: () => Promise<Browser>][] = [
  ['Chromium', () => launchChromium({ software: true })],
  ['Firefox', launchFirefox],
];

describe.each(browsers)('scenes in %s', (_, launch) => {
  it('are the same to the last bit as in Node', async () => {
    const open = await openTestPage(launch);
    try {
      const found = await open.page.evaluate(
        () =>
          new Promise((resolve, reject) => {
            const worker = new Worker('/test/data/scenes/engine_worker.ts', { type: 'module' });
            worker.onmessage = ({ data }) => resolve(data);
            worker.onerror = (event) => reject(new Error(event.message || 'the worker could not be started'));
          }),
      );
      expect(found).toEqual(EXPECTED_CHECKSUMS);
    } finally {
      await open.close();
    }
  });
});
