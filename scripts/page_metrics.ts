import { execFileSync } from 'node:child_process';
import { cpus } from 'node:os';
import type { Browser, BrowserContext, Page } from 'puppeteer-core';
import { violations } from './axe.ts';
import { adapterOf, launchChromium } from './browsers.ts';
import { type Served, servePage } from './start/serve.ts';

/**
 * Prints what the page's user waits for, beside what is aimed at: `npm run page-metrics`. Each visit is a first one, with an empty
 * cache and no kept run. These numbers depend on the machine: no test judges by them.
 */

const VISITS = 3;
/** Steps of the run in which the page's own thread is watched. */
const STEPS = 100;

interface Visit {
  /** Milliseconds from the request of the page. */
  readonly paint: number;
  readonly start: number;
  /** Cumulative layout shift (Web Vitals): the largest sum within a session of at most 5 s. */
  readonly shift: number;
}

/** What the page notes of itself, in `window.noted`. */
interface Noted {
  readonly shifts: { readonly at: number; readonly value: number }[];
  readonly tasks: { readonly at: number; readonly duration: number }[];
  /** When Start could first be pressed. */
  start?: number;
}

declare global {
  interface Window {
    noted: Noted;
  }
}

/** Runs in the page, before anything of its own. */
function watchPage(): void {
  const noted: Noted = { shifts: [], tasks: [] };
  window.noted = noted;
  const observe = (type: string, note: (entry: PerformanceEntry) => void) =>
    new PerformanceObserver((list) => list.getEntries().forEach(note)).observe({ type, buffered: true });
  observe('layout-shift', (entry) => {
    const {
      startTime: at,
      value = 0,
      hadRecentInput,
    } = entry as { value?: number; hadRecentInput?: boolean } & typeof entry;
    if (!hadRecentInput) noted.shifts.push({ at, value });
  });
  observe('longtask', ({ startTime: at, duration }) => noted.tasks.push({ at, duration }));
  const look = () => {
    if (document.querySelector('#start:not(:disabled, [aria-disabled=true])')) noted.start ??= performance.now();
    else requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}

/** The largest sum of shifts that follow each other within a second, in at most five. */
function cumulativeShift(shifts: Noted['shifts']): number {
  let [largest, sum, first, last] = [0, 0, Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const { at, value } of shifts) {
    if (at - last > 1000 || at - first > 5000) [sum, first] = [0, at];
    sum += value;
    last = at;
    largest = Math.max(largest, sum);
  }
  return largest;
}

async function open(context: BrowserContext, served: Served): Promise<Page> {
  const page = await context.newPage();
  page.setDefaultTimeout(0);
  // The loader of these scripts names functions by a helper that the page does not have.
  await page.evaluateOnNewDocument('globalThis.__name = (named) => named;');
  await page.evaluateOnNewDocument(watchPage);
  await page.goto(served.address);
  await page.waitForFunction(() => window.noted.start !== undefined);
  // What moves the page after Start can be pressed moves it under the pointer.
  await new Promise((settled) => setTimeout(settled, 1500));
  return page;
}

async function visit(page: Page): Promise<Visit> {
  const { paint, noted } = await page.evaluate(() => ({
    paint: performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? Number.NaN,
    noted: window.noted,
  }));
  return { paint, start: noted.start ?? Number.NaN, shift: cumulativeShift(noted.shifts) };
}

const click = (page: Page, selector: string) =>
  page.waitForSelector(`${selector}:not(:disabled, [aria-disabled=true])`).then((element) => element?.click());

const say = (name: string, text: string) => process.stdout.write(`${name.padEnd(40)}${text}\n`);
const median = (values: readonly number[]) => values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;

async function report(browser: Browser, served: Served): Promise<void> {
  const visits: Visit[] = [];
  for (let count = 0; count < VISITS; count++) {
    const context = await browser.createBrowserContext();
    visits.push(await visit(await open(context, served)));
    await context.close();
  }
  const row = (name: string, of: (one: Visit) => number, digits: number, unit: string, aim: string) => {
    const values = visits.map(of);
    const shown = (value: number) => value.toFixed(digits);
    say(name, `${shown(median(values))}${unit} (${values.map(shown).join(', ')}); at most ${aim}`);
  };
  row('first contentful paint', ({ paint }) => paint / 1000, 2, ' s', '0.5');
  row('Start can be pressed after', ({ start }) => start / 1000, 2, ' s', '2');
  row('layout shift', ({ shift }) => shift, 3, '', '0.05');
  await reportRun(browser, served);
}

/** Resolves once a run has done so many steps. */
const atStep = (page: Page, steps: number) =>
  page.waitForFunction(
    (wanted) =>
      Number.parseInt((document.querySelector('#at-step')?.textContent ?? '').replace(/\D.*/, ''), 10) >= wanted,
    {},
    steps,
  );

/** Notes what axe-core finds in a state of the page. */
type Look = (state: string) => Promise<unknown>;

/** The longest task of the page's own thread in a run, and what axe-core finds in each state of the page. */
async function reportRun(browser: Browser, served: Served): Promise<void> {
  const page = await open(browser.defaultBrowserContext(), served);
  const states: [string, string[]][] = [];
  const look: Look = async (state) => states.push([state, await violations(page)]);
  await look('ready');
  const begin = await page.evaluate(() => performance.now());
  await click(page, '#start');
  await atStep(page, STEPS);
  const tasks = await page.evaluate((from) => window.noted.tasks.filter(({ at }) => at >= from), begin);
  const longest = Math.max(0, ...tasks.map(({ duration }) => duration));
  say(`longest task in ${STEPS} steps`, `${longest === 0 ? 'under 50' : Math.round(longest)} ms; at most 100`);
  await look('running');
  await click(page, '#pause');
  await page.waitForFunction(() => document.querySelector('#pause')?.textContent === 'Resume');
  await look('paused');
  await click(page, '#stop');
  await page.waitForSelector('#result');
  await look('finished');
  await lookCloser(page, look);
  await lookAtTwoRuns(page, look);
  await lookUnfolded(page, look);
  for (const [state, found] of states) say(`axe violations, ${state}`, found.length === 0 ? '0' : found.join(', '));
}

/** The states of a page with a picture up close: a unit that is followed, a scene being drawn, and what a class sees of it. */
async function lookCloser(page: Page, look: Look): Promise<void> {
  await click(page, '#grid .pick');
  await page.waitForSelector('#inside');
  await page.focus('.strip [role=slider]');
  await page.keyboard.press('ArrowRight');
  await page.waitForSelector('#unit-values');
  await click(page, '#survey');
  await page.waitForSelector('#unit-words');
  await look('a unit followed');
  await click(page, '#change-picture');
  await page.waitForSelector('#drawing');
  await look('scene editor');
  await click(page, '#projector');
  await page.waitForSelector('.projector');
  await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: 'dark' }]);
  await look('projector view, dark');
  await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: 'light' }]);
  await look('projector view');
  await page.keyboard.press('Escape');
  await page.waitForFunction(() => document.querySelector('.projector') === null);
}

/** Steps of the second run: it is listed, and that is enough. */
const FEW = 12;

async function lookAtTwoRuns(page: Page, look: Look): Promise<void> {
  await click(page, '#start');
  await atStep(page, FEW);
  await click(page, '#stop');
  await page.waitForFunction(() => document.querySelectorAll('table.runs tbody tr').length > 1);
  for (const box of await page.$$('table.runs input[aria-label^=Compare]')) await box.click();
  await page.waitForSelector('#comparison');
  await look('two runs compared');
}

async function lookUnfolded(page: Page, look: Look): Promise<void> {
  await click(page, '#grid .pick');
  await page.waitForSelector('#inside');
  await page.evaluate(() => {
    for (const fold of document.querySelectorAll('details')) fold.open = true;
  });
  await page.waitForSelector('.formulas');
  await look('unfolded');
  await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: 'dark' }]);
  await look('unfolded, dark');
  await page.setViewport({ width: 320, height: 640 });
  await look('unfolded, 320 px wide');
  const wider = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  say('overflow at 320 px', `${Math.max(0, wider)} px; at most 0`);
}

const commit = execFileSync('git', ['describe', '--always', '--dirty'], { encoding: 'utf8' }).trim();
const served = await servePage();
const browser = await launchChromium();
try {
  const adapter = await adapterOf(browser);
  say('machine', `${cpus().length} × ${cpus()[0]?.model ?? 'unknown processor'}, ${process.platform}`);
  say('browser', `${await browser.version()} on ${adapter?.name}${adapter?.software ? ' (software adapter)' : ''}`);
  say('commit', commit);
  await report(browser, served);
} finally {
  await browser.close();
  served.close();
}
