import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, ElementHandle } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchChromium, launchFirefox } from '../../scripts/browsers.ts';
import { WITHOUT_ZEROS } from '../../scripts/node_webgpu.ts';
import { checkpointRoute } from '../../scripts/start/checkpoint_route.ts';
import { openRunFolder, type RunFolder } from '../../scripts/start/run_folder.ts';
import { type Served, servePage } from '../../scripts/start/serve.ts';
import { queryOfSettings } from '../../src/client/address.ts';
import { queryOf, type RunRequest } from '../../src/client/run_request.ts';
import { Driven } from '../app/drive.ts';
import { type BuiltApp, listening, serveBuiltApp } from '../support/built_app.ts';
import { writeSmallFolder } from './small_folder.ts';

const options = { hiddenDim: 16, wordvecDim: 8, batchSize: 16, numEpochs: 1, validateImages: 4 } as const;
const ofFiles: RunRequest = { source: { kind: 'files', name: 'small' }, options };
const ofScenes: RunRequest = { source: { kind: 'scenes', train: 60, val: 8, test: 8 }, options };

let place: string;
let built: BuiltApp;
beforeAll(async () => {
  place = mkdtempSync(join(tmpdir(), 'fourgate-test-'));
  built = await serveBuiltApp(join(place, 'dist-app'));
});
afterAll(() => {
  built?.close();
  rmSync(place, { recursive: true });
});

/** Serves a page of another site, which tries what it can against an address. Returns its own. */
async function serveForeign(target: string) {
  const run = target + queryOf(ofScenes);
  const page = `<!doctype html><title>foreign</title>
    <iframe src='${run}'></iframe><object data='${run}'></object><embed src='${run}'>
    <img src='${target}/'><img src='${target}//:'><img src='${target}checkpoints/latest.safetensors'>
    <iframe name='answer'></iframe><form method='post' target='answer' action='${target}checkpoints/'></form>
    <script>
      document.forms[0].submit();
      const asked = ['POST', 'GET'].map((method) => fetch('${target}checkpoints/', { method, mode: 'no-cors' }));
      const wrote = fetch('${target}checkpoints/latest.safetensors', { method: 'PUT', body: 'theirs' });
      Promise.allSettled([...asked, wrote]).then(() => document.title = 'tried');
    </script>`;
  const server = createServer((_, response) => response.setHeader('content-type', 'text/html').end(page));
  const { port, close } = await listening(server);
  // Another site than 127.0.0.1, for every browser.
  return { address: `http://localhost:${port}/`, close };
}

/** A page, and whatever it tried and its policy forbids. */
async function openWatched(browser: Browser, address: string) {
  const violations: string[] = [];
  const driven = await Driven.open(browser, 'about:blank');
  const { page } = driven;
  page.on('console', (message) => {
    if (/content.security.policy/i.test(message.text())) violations.push(message.text());
  });
  await page.exposeFunction('violated', (what: string) => violations.push(what));
  await page.evaluateOnNewDocument(() => {
    document.addEventListener('securitypolicyviolation', ({ effectiveDirective, blockedURI }) => {
      (window as unknown as { violated: (what: string) => void }).violated(`${effectiveDirective} ${blockedURI}`);
    });
  });
  await page.goto(address);
  return { driven, violations };
}

/** Looks at a picture and takes the model out as a file, as a person would. */
async function lookAround(driven: Driven) {
  await driven.click('#grid .pick');
  await driven.next('described', 0);
  await driven.click('#save');
  await driven.next('saved', 0);
}

/** Adds a script to the page, which is none of its own. */
async function breakIn(driven: Driven): Promise<unknown> {
  await driven.page.evaluate(() => {
    const script = document.createElement('script');
    script.textContent = 'window.broken = true';
    document.body.append(script);
  });
  return driven.page.evaluate(() => (window as unknown as { broken?: boolean }).broken);
}

describe.each([
  ['Chromium', () => launchChromium({ args: [`--${WITHOUT_ZEROS}`] })],
  ['Firefox', launchFirefox],
] as const)('under its policy, in %s', (name, launch) => {
  let browser: Browser;
  let folder: RunFolder;
  let served: Served;
  beforeAll(async () => {
    folder = openRunFolder(join(place, name));
    served = await servePage('index.html', [checkpointRoute(folder)]);
    browser = await launch();
  });
  afterAll(async () => {
    await browser?.close();
    served?.close();
    await folder?.close();
  });
  const kept = () => readdirSync(folder.path).filter((one) => one !== '.lock');

  it('a page opened by another site neither starts the run of its address nor has the folder', async () => {
    const { driven, violations } = await openWatched(browser, served.address + queryOf(ofScenes));
    await driven.next('dataset', 0);
    expect(await driven.next('runs', 0)).toMatchObject({ place: 'browser' });
    await driven.page.waitForSelector('#start:not([aria-disabled=true])');
    expect(driven.of('started')).toEqual([]);
    expect(await driven.page.$eval('#set-hiddenDim', (input) => (input as HTMLInputElement).value)).toBe('16');
    expect(violations).toEqual([]);
    await driven.close();
    expect(kept()).toEqual([]);
  });

  it('a page of another site can neither frame the page, nor write, nor end the server', async () => {
    const foreign = await serveForeign(served.address);
    const page = await browser.newPage();
    await page.goto(foreign.address);
    await page.waitForFunction(() => document.title === 'tried');
    const framed = page.frames().filter((frame) => frame !== page.mainFrame());
    expect(framed.length).toBeGreaterThan(1);
    for (const frame of framed) expect(await frame.$('#app').catch(() => null)).toBeNull();
    expect(page.workers()).toEqual([]);
    expect(kept()).toEqual([]);
    expect((await fetch(served.address)).status).toBe(200);
    await page.close();
    foreign.close();
  });

  it('the page trains on HDF5 files, keeps, displays and downloads', async () => {
    const { driven, violations } = await openWatched(browser, served.withKey(queryOf(ofFiles)));
    const files = await writeSmallFolder(join(place, 'small'));
    const input = (await driven.page.waitForSelector('#files')) as ElementHandle<HTMLInputElement>;
    await input.uploadFile(...files);
    await driven.next('finished', 0);
    expect(kept()).toContain('latest.safetensors');
    await lookAround(driven);
    expect([...violations, ...driven.errors]).toEqual([]);
    expect(await breakIn(driven)).toBeUndefined();
    await expect.poll(() => violations.join()).toMatch(/script-src/);
    await driven.close();
  });

  it('the built page contains its policy', async () => {
    const show = queryOfSettings(ofScenes);
    const { driven, violations } = await openWatched(browser, `${built.address}index.html${show}`);
    await driven.next('dataset', 0);
    await driven.click('#start');
    await driven.next('finished', 0);
    await lookAround(driven);
    expect([...violations, ...driven.errors]).toEqual([]);
    expect(await breakIn(driven)).toBeUndefined();
    await expect.poll(() => violations.join()).toMatch(/script-src/);
    await driven.close();
  });

  if (name === 'Firefox') return;
  it('the built benchmark measures, other libraries too', async () => {
    const { driven, violations } = await openWatched(browser, `${built.address}bench/index.html?effort=tiny`);
    for (const section of ['steps', 'peers']) {
      await driven.click(`#section-${section} > button`);
      await driven.page.waitForSelector(`#section-${section} .found, #section-${section} .fault`);
    }
    expect(await driven.page.$$eval('.fault', (found) => found.map(({ textContent }) => textContent))).toEqual([]);
    expect([...violations, ...driven.errors]).toEqual([]);
    await driven.close();
  });
});
