import { resolve } from 'node:path';
import { queryOf } from '../src/client/run_request.ts';
import { makeFolder } from '../src/make_folder.ts';
import { launchChromium } from './browsers.ts';
import { goneOf } from './driven_page.ts';
import { servePage } from './start/serve.ts';

// Makes docs/page.png, the README's picture: the page after the default training, down to one picture's captions.
const path = resolve(import.meta.dirname, '../docs/page.png');
const served = await servePage();
const browser = await launchChromium();
try {
  const page = await browser.newPage();
  await page.setViewport({ width: 1280, height: 900 });
  await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: 'light' }]);
  await page.goto(served.withKey(queryOf({ source: { kind: 'scenes' }, options: {} })));
  await Promise.race([page.waitForSelector('#result, #fault, #ended', { timeout: 0 }), goneOf(browser, page)]);
  const click = (selector: string) => page.$eval(selector, (element) => (element as HTMLElement).click());
  await click('input[value=beam]');
  await click('#grid .pick');
  await page.waitForSelector('#on-picture');
  // A colour is what a reader would look for in the picture.
  const colour = await page.$$eval('#nbest li:first-child .word', (words) => {
    const colours = /^(red|orange|yellow|green|blue|purple|pink|brown|black|grey|white)$/;
    return words.findIndex(({ textContent }) => colours.test(textContent ?? ''));
  });
  await page.focus(`#nbest li:first-child .word:nth-child(${colour + 1})`);
  await page.waitForSelector('#veil');
  await page.waitForSelector('#inside .strip');
  makeFolder(resolve(path, '..'));
  await page.evaluate(() => {
    // What is advised for the adapter of the machine that draws this concerns no reader.
    for (const advice of document.querySelectorAll('.notices, #slower')) advice.remove();
    // The bar of the run stays at the top of the window, wherever that is.
    scrollTo({ top: 0, behavior: 'instant' });
  });
  const height = await page.$eval('.closer', (card) => card.getBoundingClientRect().bottom + scrollY + 16);
  await page.screenshot({ path: path as `${string}.png`, clip: { x: 0, y: 0, width: 1280, height } });
} finally {
  await browser.close();
  served.close();
}
